"""Templates as they are seeded, filled in."""

import pytest

from mewayz_workspace.mail.rendering import problems, render
from mewayz_workspace.mail.seeds import VARIABLES, templates


@pytest.mark.parametrize("row", templates(), ids=lambda row: f"{row['key']}-{row['locale']}")
def test_every_seeded_template_renders_with_and_without_optional_words(row: dict) -> None:  # type: ignore[type-arg]
    for part in ("subject", "text", "html"):
        assert problems(row[part], row["variables"]) is None
    words = {name: f"<{name}>" for name in row["variables"]}
    full = render(row["subject"], row["text"], row["html"], words)
    assert all(f"<{name}>" in full.text or f"<{name}>" in full.subject for name in row["variables"])
    assert not any(f"<{name}>" in full.html for name in row["variables"])
    bare = render(row["subject"], row["text"], row["html"], dict.fromkeys(row["variables"]) | {"code": "123456"})
    assert "\n\n\n" not in bare.text


def test_every_key_has_both_languages() -> None:
    assert sorted((row["key"], row["locale"]) for row in templates()) == sorted(
        (key, locale) for key in VARIABLES for locale in ("en", "de")
    )


@pytest.mark.parametrize("source", ["{{ code", "{{ password }}", "{% for x in %}", "{{ ''.__class__.__mro__ }}{{ y }}"])
def test_bad_templates_are_refused(source: str) -> None:
    assert problems(source, ["code", "link"]) is not None


def test_a_subject_stays_one_line() -> None:
    assert render("Hi {{ name }}", "", "", {"name": "a\r\nBcc: x@example.com"}).subject == "Hi a Bcc: x@example.com"
