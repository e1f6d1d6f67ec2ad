"""What templates may say, and what becomes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_crm.mail_templates.language import problem
from mewayz_crm.mail_templates.plain import text_of
from mewayz_crm.mail_templates.rendering import in_layout, render, source_of

DATA = {
    "contact": {"first_name": "Jane", "last_name": None, "name": "Jane", "email": "jane@example.com"},
    "workspace": {"name": "Acme"},
    "unsubscribe_url": "https://example.com/u/1",
    "preferences_url": "https://example.com/p/1",
    "postal_address": "Main St 1",
    "order": "A&B",
}


def html(source: str, **data: object) -> str:
    return render(subject="Hi", preheader=None, html=source, text=None, data=DATA | data).html


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("{{ order }} {{ contact.first_name|default('you')|upper }}{% if not order %}x{% else %}y{% endif %}", None),
        ("{{ secret }}", "unknown variable secret"),
        ("{{ contact.password }}", "unknown variable contact.password"),
        ("{{ order.__class__ }}", "unknown variable order.__class__"),
        ("{{ contact['first_name'] }}", "cannot do: getitem"),
        ("{% for x in order %}{{ x }}{% endfor %}", "cannot do: for"),
        ("{{ 9 ** 999999999 }}", "cannot do: pow"),
        ("{{ order * 999999999 }}", "cannot do: mul"),
        ("{{ order.format(1) }}", "cannot do: call"),
        ("{% include 'x' %}", "cannot do: include"),
        ("{{ order|attr('x') }}", "unknown filter"),
        ("{{ order|upper(1) }}", "unknown filter"),
        ("{{ order", "no valid template"),
        ("{{ " + "(" * 5000 + "order" + ")" * 5000 + " }}", "nested too deeply"),
        ("{{ " + "not " * 60 + "order }}", "nested too deeply"),
    ],
)
def test_words_are_text_variables_and_conditions(source: str, wrong: str | None) -> None:
    found = problem(source, ["order"])
    assert (found is None) if wrong is None else wrong in str(found)


def test_values_are_escaped_and_what_comes_out_is_clean() -> None:
    assert "A&amp;B" in html("<p>{{ order }}</p>")
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    assert "<img" not in html("<p>{{ order }}</p>", order=evil)
    shown = html(f"{evil}<p onclick='x()' style='color:red;position:fixed'>ok</p><a href='javascript:x()'>a</a>")
    assert not any(word in shown for word in ("script", "onerror", "onclick", "position"))
    assert '<p style="color:red">ok</p>' in shown
    assert "javascript" not in html('<a href="{{ order }}">a</a>', order="javascript:alert(1)")


def test_markdown_and_blocks_keep_their_expressions_whole() -> None:
    markdown = '# Hi {{ contact.first_name|default("you") }}\n\n[Off]({{ unsubscribe_url }}) **{{ order }}**'
    shown = html(source_of("markdown", markdown, None))
    assert "<h1>Hi Jane</h1>" in shown
    assert 'href="https://example.com/u/1"' in shown
    assert "<strong>A&amp;B</strong>" in shown
    blocks = [
        {"type": "heading", "text": "<Sale> {{ order }}", "level": 2},
        {"type": "text", "text": "For *{{ contact.last_name|default('you') }}*"},
        {"type": "button", "label": "Go", "url": "https://example.com/?a=1&b=2"},
        {"type": "image", "url": "https://example.com/x.png", "alt": 'a "b"', "width": 300},
        {"type": "divider"},
        {"type": "footer", "unsubscribe": "Off", "preferences": "Choose"},
    ]
    mail = render(subject="{{ order }}\n", preheader="P {{ order }}", html=source_of("block", None, blocks), text=None, data=DATA)  # fmt: skip  # noqa: E501
    assert mail.subject == "A&B"
    assert "<h2>&lt;Sale&gt; A&amp;B</h2>" in mail.html
    assert "<em>you</em>" in mail.html
    assert "Main St 1" in mail.html
    assert mail.text.startswith("<Sale> A&B\n\nFor you\n\nGo (https://example.com/?a=1&b=2)\n\n")
    assert "P A&amp;B" in mail.html
    assert "P A" not in mail.text
    assert "Off (https://example.com/u/1)" in mail.text


def test_a_layout_holds_what_it_surrounds() -> None:
    assert in_layout("<b>{{ content }}</b>{{ order }}", "<i>x</i>") == "<b><i>x</i></b>{{ order }}"


def test_text_of_html_has_paragraphs_lists_and_addresses() -> None:
    source = "<h1>A</h1><p>b\n <a href='https://x.example/'>c</a></p><ul><li>d</li><li>e</li></ul><style>p{}</style>f"
    assert text_of(source) == "A\n\nb c (https://x.example/)\n\n- d\n- e\n\nf\n"


@given(st.text(max_size=200))
def test_any_text_in_a_value_stays_text(value: str) -> None:
    shown = html("<p>[{{ order }}]</p>", order=value)
    assert shown.count("<p>") == 1
    assert "<script" not in shown
