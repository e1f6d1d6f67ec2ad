"""What a mapping is suggested for real files, whichever kind of record they are brought as."""

from pathlib import Path

import pytest

from mewayz_crm.tests.importing import counts, run, upload
from mewayz_testing.bench import ServiceBench

CRM = "/api/v1/crm"
FILES = Path(__file__).parents[5] / "tests/e2e/data"
SOURCES = "source,first_name\n{}\n"


@pytest.mark.parametrize("noun", ["contacts", "companies", "leads"])
@pytest.mark.parametrize("name", ["customers-100.csv", "organizations-100.csv", "leads-100.csv"])
async def test_no_row_fails_for_a_suggestion(bench: ServiceBench, noun: str, name: str) -> None:
    member = bench.member(await bench.workspace())
    url, text = f"{CRM}/{noun}", (FILES / name).read_bytes()
    job = await upload(member, url, text)
    if noun != "companies" and name == "organizations-100.csv":
        # A website and a country are nobody: a person has to say what else the columns mean.
        assert job["suggested"] == {"Website": "website", "Country": "country"}
        return
    done = await run(member, bench, url, text)
    assert counts(done) == (100, 0, 0, 0), (job["suggested"], done)


async def test_a_source_of_ours_is_suggested_and_one_of_others_is_not(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contacts = f"{CRM}/contacts"
    for cells, suggested in (
        ("website,Ann\nreferral,Bob", True),
        ("Google Ads,Ann\nRetargeting,Bob", False),
        ("website,Ann\nreferral,Bob\nGoogle Ads,Cid", True),
        ("website,Ann\nRetargeting,Bob\nGoogle Ads,Cid", False),
        (",Ann\n,Bob", True),
    ):
        job = await upload(member, contacts, SOURCES.format(cells))
        assert ("source" in job["suggested"]) is suggested, cells
        assert job["suggested"]["first_name"] == "first_name"
    # Whom a suggestion does not convince may still say so.
    free = await upload(member, f"{CRM}/leads", SOURCES.format("Google Ads,Ann"))
    assert free["suggested"]["source"] == "source"


async def test_a_wrong_cell_hides_no_other(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    text = "First name,Email,Email 2,Organization domain,City\n" + "Ann,none,neither,no domain,Oslo\n" * 6
    job = await upload(member, f"{CRM}/contacts", text)
    assert job["suggested"] == {"First name": "first_name", "City": "city"}
    assert len(job["sample"]) == 5
