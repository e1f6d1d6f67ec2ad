"""Lists and the words people agree to, through their routes."""

from mewayz_testing.bench import ServiceBench

URL = "/api/v1/crm/lists"


async def test_every_change_of_the_wording_is_a_version_that_stays(bench: ServiceBench) -> None:
    acme, other = await bench.workspace(), await bench.workspace()
    member = bench.member(acme)
    assert (await member.post(URL, json={"name": "News", "opt_in": "triple"})).status_code == 422
    made = await member.post(URL, json={"name": "News", "wording": "Monthly."})
    assert made.status_code == 201, made.text
    where = f"{URL}/{made.json()['id']}"
    assert (made.json()["opt_in"], made.json()["wording_version"]) == ("double", 1)
    for patch, version in (
        ({"name": "Newsletter"}, 1),
        ({"wording": "Weekly."}, 2),
        ({"wording": None}, 0),
        ({"wording": "Weekly."}, 3),
    ):
        changed = await member.patch(where, json=patch)
        assert (changed.status_code, changed.json()["wording_version"]) == (200, version), changed.text
    kept = (await member.get(f"{where}/wordings")).json()["items"]
    assert [(item["number"], item["text"]) for item in kept] == [(3, "Weekly."), (2, "Weekly."), (1, "Monthly.")]
    assert (await bench.member(other).get(f"{where}/wordings")).status_code == 404
