"""Plain pages: accessible HTML without scripts, readable by day and by night, under a strict policy (CSP 3)."""

import hashlib
from base64 import b64encode
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import DictLoader, Environment, StrictUndefined

from mewayz_crm.preferences.texts import words
from mewayz_kit.errors import Problem

STYLE = """
:root{color-scheme:light dark;--text:#1a1a1a;--back:#fff;--line:#767676;--do:#1d4ed8;--on:#fff}
@media(prefers-color-scheme:dark){:root{--text:#f2f2f2;--back:#141414;--line:#8c8c8c;--do:#93b4ff;--on:#0b1020}}
body{margin:0;background:var(--back);color:var(--text);font:1rem/1.6 system-ui,sans-serif}
main{max-width:40rem;margin:0 auto;padding:2rem 1rem}
fieldset{border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin:0 0 1rem}
label{display:block;padding:.4rem 0}input{width:1.2rem;height:1.2rem;vertical-align:middle}
button{font:inherit;padding:.6rem 1.2rem;border-radius:.5rem;border:1px solid var(--do);margin:.2rem .4rem .2rem 0}
.do{background:var(--do);color:var(--on)}.other{background:transparent;color:var(--text);border-color:var(--line)}
a{color:var(--do)}small{display:block}table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid var(--line);padding:.3rem .6rem .3rem 0;text-align:start;vertical-align:top}
"""
_STYLE_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = "content-security-policy"
HEADERS = {
    POLICY: f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
}
BASE = """<!doctype html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ title }}</title><style>{{ style|safe }}</style></head>
<body><main><h1>{{ title }}</h1>{% if note %}<p role="status">{{ note }}</p>{% endif %}
{% block body %}{% endblock %}</main></body></html>
"""
SAY = """{% extends "base" %}{% block body %}<p>{{ text }}</p>
{% if button %}<form method="post"><button class="do">{{ button }}</button></form>{% endif %}
{% if more_url %}<p><a href="{{ more_url }}">{{ more }}</a></p>{% endif %}{% endblock %}
"""
PREFERENCES = """{% extends "base" %}{% block body %}<p>{{ about }}</p>
<form method="post"><fieldset><legend>{{ t.lists }}</legend>
{% for item in lists %}<label><input type="checkbox" name="lists" value="{{ item.id }}"
{% if item.chosen %} checked{% endif %}> {{ item.name }}{% if item.waiting %} ({{ t.waiting }}){% endif %}
{% if item.purpose %}<small>{{ item.purpose }}</small>{% endif %}</label>
{% else %}<p>{{ t.no_lists }}</p>{% endfor %}</fieldset>
<button class="do" name="choice" value="save">{{ t.save }}</button>
<button class="other" name="choice" value="leave_all">{{ t.leave_all }}</button></form>
<h2>{{ t.data }}</h2>
{% if said %}<table><thead><tr><th scope="col">{{ t.when }}</th><th scope="col">{{ t.what }}</th>
<th scope="col">{{ t.said }}</th><th scope="col">{{ t.how }}</th></tr></thead><tbody>
{% for line in said %}<tr><td>{{ line.at }}</td><td>{{ line.what }}</td><td>{{ t[line.action] }}</td>
<td>{{ line.method }}</td></tr>{% endfor %}</tbody></table>{% else %}<p>{{ t.nothing }}</p>{% endif %}
<p>{{ t.own_data }}</p><form method="post"><button class="other" name="choice" value="data">{{ t.get_data }}</button>
<button class="other" name="choice" value="erase">{{ t.erase }}</button></form>
{% endblock %}
"""
_PAGES = Environment(
    loader=DictLoader({"base": BASE, "say": SAY, "preferences": PREFERENCES}),
    autoescape=True,
    undefined=StrictUndefined,
)
_BLANK = {"note": None, "button": None, "more_url": None, "more": None}


def page(name: str, values: dict[str, Any], *, status: int = 200, leads_anywhere: bool = False) -> HTMLResponse:
    """One page in full. `leads_anywhere`: its button leads on to another host, which browsers take for a form that is
    sent there."""
    html = _PAGES.get_template(name).render(**_BLANK | values, style=STYLE)
    policy = HEADERS[POLICY]
    if leads_anywhere:
        policy = policy.replace("form-action 'self'", "form-action 'self' http: https:")
    return HTMLResponse(html, status_code=status, headers=HEADERS | {POLICY: policy})


def problem_page(request: Request, problem: Problem) -> HTMLResponse:
    """A refusal as people read it; whoever does not ask for a page gets the problem document."""
    if "text/html" not in request.headers.get("accept", ""):
        raise problem
    lang = "de" if request.headers.get("accept-language", "").lower().startswith("de") else "en"
    about = {"lang": lang, "title": words(lang)["problem_title"], "text": problem.detail}
    return page("say", about, status=problem.status)
