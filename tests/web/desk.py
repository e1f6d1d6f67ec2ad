"""A workspace with something in it, for pages to show: an imported list, deals over the board, things to do."""

from tests.e2e.crm import DATA, Files, default_pipeline, make
from tests.e2e.crm_mail import FEATURES

from mewayz_testing.people import Person, Platform, Seat

CUSTOMERS = 40
DEALS = ("Website relaunch", "Yearly support", "Spare parts", "Training days", "Second shop", "Delivery van")
TASKS = ("Call about the offer", "Send the invoice", "Plan the visit")


async def furnish(platform: Platform, name: str) -> tuple[Person, Seat]:
    """Somebody new with records of every kind that pages show, made through the public API."""
    person = await platform.newcomer(name)
    seat = await person.create_workspace("Ferrell LLC", features=[*FEATURES, "lead-scoring"])
    _, stages = await default_pipeline(seat, platform)
    lines = (DATA / "customers-100.csv").read_bytes().splitlines(keepends=True)
    await Files(seat, platform, "contacts").bring(b"".join(lines[: CUSTOMERS + 1]))
    company = await make(seat, "companies", name="Analytical Engines")
    await make(seat, "leads", first_name="Jean", last_name="Bartik", company_name="Univac")
    for place, deal in enumerate(DEALS):
        amount = {"amount": 120_000 + place * 45_500, "currency": "EUR"}
        stage = stages[place % 3]["id"]
        await make(seat, "deals", name=deal, amount=amount, stage_id=stage, company_id=company["id"])
    for subject in TASKS:
        await make(seat, "activities", type="task", subject=subject)
    return person, seat
