from datetime import UTC, datetime
from typing import Annotated

import pytest
from pydantic import BeforeValidator, Field, SecretStr, ValidationError

from mewayz_kit.problems import translate
from mewayz_kit.schema import Input, Output, patch_of


class MeetingCreate(Input):
    at: datetime
    until: Annotated[datetime | None, Field(description="End.")] = None


class MeetingRead(Output):
    at: datetime


@pytest.mark.parametrize("text", ["2026-11-24T18:00:00+02:00", "2026-11-24T16:00:00Z", "2026-11-24T16:00:00.000Z"])
@pytest.mark.parametrize("body", [MeetingCreate, patch_of(MeetingCreate)])
def test_a_time_leaves_in_utc_whatever_it_came_as(body: type[Input], text: str) -> None:
    meeting = body.model_validate({"at": text})
    assert MeetingRead.model_validate(meeting).model_dump_json() == '{"at":"2026-11-24T16:00:00Z"}'


def test_fractions_of_seconds_stay() -> None:
    at = datetime(2026, 11, 24, 16, 0, 0, 123456, tzinfo=UTC)
    assert MeetingRead(at=at).model_dump_json() == '{"at":"2026-11-24T16:00:00.123456Z"}'


@pytest.mark.parametrize("body", [{"at": "2026-11-24T16:00:00"}, {"at": "2026-11-24T16:00:00Z", "until": "2026-11-24"}])
def test_a_time_without_an_offset_is_no_moment(body: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        MeetingCreate.model_validate(body)
    assert refused.value.errors()[0]["type"] == "timezone_missing"


def test_a_time_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        MeetingCreate.model_validate({"at": "9999-12-31T23:59:59-02:00"})
    assert refused.value.errors()[0]["type"] == "time_out_of_range"


class Locked(Input):
    word: Annotated[SecretStr, BeforeValidator(SecretStr), Field(min_length=3, max_length=4)]
    parts: Annotated[list[int], Field(min_length=1)]


@pytest.mark.parametrize(
    ("word", "code", "sentence"),
    [
        ("ab", "string_too_short", "String should have at least 3 characters"),
        ("abcde", "string_too_long", "String should have at most 4 characters"),
    ],
)
def test_the_length_of_a_secret_is_told_in_characters_and_that_of_a_list_in_items(
    word: str, code: str, sentence: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Locked.model_validate({"word": word, "parts": []})
    [about_word, about_parts] = translate(refused.value).errors
    assert about_word == {"pointer": "/word", "code": code, "message": sentence}
    assert (about_parts["code"], "at least 1 item" in about_parts["message"]) == ("too_short", True)
