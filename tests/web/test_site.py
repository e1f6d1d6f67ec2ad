"""Public pages tell what the platform knows: prices, texts of its staff; and a question reaches them."""

from collections.abc import Callable
from typing import Any

from tests.web.conftest import Visitor, run

from mewayz_testing.people import WORKSPACE, Platform, succeed


def test_prices_are_those_of_the_price_list(visit: Callable[..., Visitor], platform: Platform) -> None:
    async def read() -> Any:
        return succeed(await platform.request("GET", f"{WORKSPACE}/public/pricing"))

    prices = run(read)
    page = visit().page
    page.goto("/pricing")
    for one in [*prices["plans"], *prices["bundles"]]:
        cards = page.get_by_role("main").get_by_role("listitem").filter(has_text=one["names"]["en"])
        cards.first.wait_for()
        text = " ".join(cards.all_inner_texts())
        assert f"${one['month_amount'] / 100:,.2f}" in text, one["key"]
        if one["year_saving_amount"]:
            assert f"saves ${one['year_saving_amount'] / 100:,.2f}" in text, one["key"]


def test_a_legal_text_of_staff_is_listed_and_read(visit: Callable[..., Visitor], platform: Platform) -> None:
    page = visit().page
    page.goto("/legal/imprint")
    page.get_by_text("The operator of this platform has not published this text.").wait_for()

    async def publish() -> None:
        admin = await platform.admin()
        body = {
            "kind": "imprint",
            "document_version": "1",
            "title": "Who we are",
            "body": "# Us\n\nWe *are* <b>here</b>.<script>1</script>",
        }
        url = f"{WORKSPACE}/admin/legal-documents"
        made = await admin.must("POST", url, json=body | {"effective_at": platform.now().isoformat()})
        await admin.must("POST", f"{url}/{made['id']}/publish")

    run(publish)
    page.goto("/legal")
    page.get_by_role("link", name="Who we are").click()
    page.get_by_role("heading", level=1, name="Who we are").wait_for()
    article = page.get_by_role("article")
    article.get_by_role("heading", level=2, name="Us").wait_for()
    assert "We are here." in article.inner_text()
    assert article.locator("em", has_text="are").count() == 1


def test_a_question_is_refused_at_its_field_and_then_reaches_staff(
    visit: Callable[..., Visitor], platform: Platform
) -> None:
    page = visit().page
    page.goto("/contact")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("E-mail").fill("no address")
    message = page.get_by_label("Your message")
    message.fill("Do you offer invoices in Danish?")
    page.get_by_role("button", name="Send").click()
    field = page.get_by_role("textbox", name="E-mail")
    page.locator("[aria-invalid]").wait_for()
    assert field.evaluate("field => field === document.activeElement && field.matches('[aria-invalid]')")
    field.fill("ada@example.com")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Your message has arrived").wait_for()

    async def read() -> Any:
        admin = await platform.admin()
        return await admin.must("GET", f"{WORKSPACE}/admin/contact-requests")

    assert "Do you offer invoices in Danish?" in [one["message"] for one in run(read)["items"]]
