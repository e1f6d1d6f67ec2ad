import time, cProfile, pstats
from pathlib import Path
async def test_x(bench):
    m=bench.member(await bench.workspace(limits={"crm.import_rows":-1,"crm.contacts":-1}))
    U="/api/v1/crm/contacts"
    body=Path("/work/shared/data/customers-100.csv").read_bytes()
    for i in range(2):
        j=(await m.post(f"{U}/imports",content=body,headers={"content-type":"text/csv"})).json()
        r=await m.post(f"{U}/imports/{j['id']}/map",json={"mapping":j["suggested"],"mode":"upsert","upsert_key":"email"})
        for v in ("validate","start"):
            t=time.time(); await m.post(f"{U}/imports/{j['id']}/{v}")
            pr=cProfile.Profile(); pr.enable()
            while await bench._runner.step(): pass
            pr.disable()
            d=(await m.get(f"{U}/imports/{j['id']}")).json(); print(v, d["state"],d["created"],d["skipped"],round(time.time()-t,2))
            if v=="start": pstats.Stats(pr).sort_stats("cumulative").print_stats(45)
