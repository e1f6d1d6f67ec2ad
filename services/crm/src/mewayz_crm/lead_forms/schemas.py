"""Bodies of lead forms."""

from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, SecretStr

from mewayz_crm.vocabulary import Owner, Tags
from mewayz_kit.schema import Input, Record, each_once, patch_of

Source = Literal["api", "social_form"]
Captcha = Literal["hcaptcha", "recaptcha", "turnstile"]
Key = Annotated[str, Field(min_length=1, max_length=64)]


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or text != f"{parts.scheme}://{parts.netloc}":
        raise ValueError("is not an origin such as https://example.com")
    return text.lower()


class LeadFormCreate(Input):
    """A new lead form: for the submissions of a form of `social` (`form_id`), or for an address of its own (`api`).

    Every answer that is mapped fills a field of the contact that is empty; what is known stays. Whoever agrees comes
    onto the lists, by the rules of each. Without `list_ids` the list of the settings is meant, if there is one.

    With the feature `email-capture` alone a form only fills lists: it maps the address, names lists, and no more.
    """

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["Contact us"])]
    source: Source = "api"
    form_id: Annotated[UUID | None, Field(description="Of `social_form`, and only of that.")] = None
    active: bool = True
    mapping: Annotated[
        dict[Key, Key],
        Field(
            min_length=1,
            max_length=50,
            description="Key of an answer → `email` (needed), `name`, `phone`, a field of contacts, or `custom.{key}`.",
            examples=[{"email": "email"}],
        ),
    ]
    list_ids: Annotated[list[UUID], Field(max_length=20), AfterValidator(each_once)] = []
    tags: Tags = []
    owner_id: Annotated[Owner, Field(description="Of new contacts; null: by the rule of assignment.")] = None
    points: Annotated[int, Field(ge=-100, le=100, description="For the score, each time.")] = 0
    task_subject: Annotated[
        str | None, Field(min_length=1, max_length=300, description="A task for the owner, each time; null: none.")
    ] = None
    create_deal: bool = False
    pipeline_id: UUID | None = None
    stage_id: UUID | None = None
    allowed_origins: Annotated[
        list[Annotated[str, Field(max_length=300), AfterValidator(_origin)]],
        Field(max_length=50, description="Origins of pages that may post; servers, which send none, may always."),
        AfterValidator(each_once),
    ] = []
    captcha: Annotated[
        Captcha | None, Field(description="Of `api`: only answers with a captcha that this provider finds solved.")
    ] = None
    captcha_site_key: Annotated[str | None, Field(min_length=1, max_length=200, description="The public key.")] = None
    captcha_secret: Annotated[
        SecretStr | None, Field(min_length=1, max_length=1000, description="The secret key. Never shown.")
    ] = None
    magnet_id: Annotated[UUID | None, Field(description="The lead magnet that whoever fills it in gets.")] = None


LeadFormUpdate = patch_of(LeadFormCreate, without={"source", "form_id"})


class LeadFormRead(Record):
    """A lead form. `key` stands in the address of an API form: `POST /lead-forms/{key}`."""

    name: str
    source: Source
    form_id: UUID | None
    key: str | None
    active: bool
    mapping: dict[str, str]
    list_ids: list[UUID]
    tags: list[str]
    owner_id: UUID | None
    points: int
    task_subject: str | None
    create_deal: bool
    pipeline_id: UUID | None
    stage_id: UUID | None
    allowed_origins: list[str]
    captcha: Captcha | None
    captcha_site_key: str | None
    captcha_secret_set: Annotated[bool, Field(description="Whether a secret key is stored.")]
    magnet_id: UUID | None


class Answers(Input):
    """What a visitor has filled in."""

    answers: Annotated[
        dict[Key, Annotated[str, Field(max_length=2000)]],
        Field(min_length=1, max_length=100, examples=[{"email": "jane@example.com"}]),
    ]
    consent: Annotated[bool, Field(description="The visitor agrees to the mail of the lists.")] = False
    token: Annotated[
        str | None, Field(min_length=8, max_length=64, description="Of your choice; the same one counts once.")
    ] = None
    captcha: Annotated[
        str | None, Field(min_length=1, max_length=8192, description="What the captcha of the form gave the page.")
    ] = None
    homepage: Annotated[
        str, Field(max_length=500, description="Leave it empty and hidden: only machines fill it in.")
    ] = ""


class Received(BaseModel):
    """The answers have arrived. What becomes of them is not told to visitors."""

    received: Literal[True]
