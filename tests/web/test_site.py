"""Public pages tell what the platform knows: prices, texts of its staff; and a question reaches them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.web.conftest import Visitor, run
from tests.web.test_pages import look

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


def test_what_staff_publishes_is_read_in_blog_news_and_questions(
    visit: Callable[..., Visitor], platform: Platform
) -> None:
    visitor, mark = visit(), uuid4().hex[:8]
    page = visitor.page

    async def publish() -> None:
        admin, url = await platform.admin(), f"{WORKSPACE}/admin/content-pages"
        for kind in ("blog", "changelog", "faq"):
            body = {
                "slug": f"{kind}-{mark}",
                "locale": "en",
                "title": f"About {kind} {mark}",
                "body": f"Some *{kind}*.",
            }
            made = await admin.must("POST", url, json=body | {"kind": kind, "author": "Ada Lovelace"})
            await admin.must("POST", f"{url}/{made['id']}/publish")

    run(publish)
    page.goto("/blog")
    page.get_by_role("link", name=f"About blog {mark}").click()
    page.get_by_role("heading", level=1, name=f"About blog {mark}").wait_for()
    assert page.get_by_role("article").locator("em", has_text="blog").count() == 1
    page.get_by_text("Ada Lovelace").wait_for()
    assert look(visitor, "a post") == []
    page.goto(f"/blog/none-{mark}")
    page.get_by_text("There is no such post, or not any more.").wait_for()
    for path, kind in (("/changelog", "changelog"), ("/faq", "faq")):
        page.goto(path)
        page.get_by_role("heading", level=2, name=f"About {kind} {mark}").wait_for()
        assert look(visitor, path) == []


def test_a_bundle_has_a_page_of_its_own(visit: Callable[..., Visitor], platform: Platform) -> None:
    async def read() -> Any:
        return succeed(await platform.request("GET", f"{WORKSPACE}/public/pricing"))

    bundle = run(read)["bundles"][0]
    visitor = visit()
    page = visitor.page
    page.goto("/pricing")
    page.get_by_role("link", name=bundle["names"]["en"], exact=True).click()
    page.wait_for_url(f"**/bundles/{bundle['key']}")
    page.get_by_role("heading", level=1, name=bundle["names"]["en"]).wait_for()
    assert f"${bundle['month_amount'] / 100:,.2f}" in page.get_by_role("main").inner_text()
    assert look(visitor, "a bundle") == []
    page.goto("/bundles/none")
    page.get_by_text("There is no such bundle on sale.").wait_for()
