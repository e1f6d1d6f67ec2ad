"""`mewayz mailbox`."""

import asyncio
from typing import Any

import pytest

from mewayz_kit.ids import new_id
from mewayz_workspace.cli import print_mailbox


async def test_the_command_prints_mails_as_text(
    town: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for to, code in (("ada@example.com", "111111"), ("bob@example.com", "222222")):
        body = {
            "message_id": str(new_id()),
            "to": to,
            "template": "email_verification",
            "data": {"code": code, "name": "Zoë"},
            "locale": "de",
        }
        await town.bench.service("identity").post("/internal/v1/mails", json=body)
    await town.bench.run_until_idle()
    for name, value in town.bench.runtime.settings.model_dump().items():
        if hasattr(value, "get_secret_value"):
            monkeypatch.setenv(f"MEWAYZ_{name.upper()}", value.get_secret_value())
    await asyncio.to_thread(print_mailbox, ["--to", "BOB@example.com"])
    printed = capsys.readouterr().out
    assert "Subject: 222222 ist dein Mewayz-Code" in printed
    assert "Hallo Zoë," in printed
    assert "111111" not in printed
    await asyncio.to_thread(print_mailbox, ["--to", "nobody@example.com"])
    assert capsys.readouterr().out == "The mailbox is empty.\n"
