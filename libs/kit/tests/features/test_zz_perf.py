
import time, resource
async def test_perf(bench):
    w=await bench.workspace(); U="/api/v1/probe/firms"; N=20000
    text="name,industry,country,employees\n"+"".join(f"Firm {i},Toys,Norway,{i}\n" for i in range(N))
    j=(await bench.member(w).post(f"{U}/imports",content=text,headers={"content-type":"text/csv"})).json()
    await bench.member(w).post(f"{U}/imports/{j['id']}/map",json={"mapping":j["suggested"],"mode":"create"})
    for v in ("validate","start"):
        t=time.time(); await bench.member(w).post(f"{U}/imports/{j['id']}/{v}")
        while await bench._runner.step(): pass
        d=(await bench.member(w).get(f"{U}/imports/{j['id']}")).json(); print(v,d["state"],d["created"],round(time.time()-t,1))
    print("maxrss MB",resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024)
