"""Bodies of passkeys. The objects inside `credential` and `public_key` are those of WebAuthn Level 3, §5.1: what
`PublicKeyCredential.toJSON()` gives, and what `parseCreationOptionsFromJSON()` and its sister take."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from mewayz_kit.schema import Input, Output, Record

Base64Url = Annotated[str, Field(min_length=1, max_length=16_384, pattern="^[A-Za-z0-9_-]+$", examples=["AAECAw"])]
CredentialId = Annotated[str, Field(min_length=1, max_length=1364, pattern="^[A-Za-z0-9_-]+$", examples=["AAECAw"])]
PasskeyName = Annotated[str, Field(min_length=1, max_length=120, examples=["Laptop"])]
FlowField = Annotated[str, Field(max_length=100, description="`flow` of the answer that gave the options.")]


class _Standard(BaseModel):
    """An object of the WebAuthn standard: members that are not named here are the standard's, and not needed."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class AttestationResponse(_Standard):
    """What a new credential says of itself."""

    client_data: Annotated[Base64Url, Field(alias="clientDataJSON")]
    attestation: Annotated[Base64Url, Field(alias="attestationObject")]
    transports: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=10)] = []


class Attestation(_Standard):
    """`PublicKeyCredential.toJSON()` after `navigator.credentials.create`."""

    id: CredentialId
    raw_id: Annotated[CredentialId, Field(alias="rawId")]
    type: Literal["public-key"]
    response: AttestationResponse


class AssertionResponse(_Standard):
    """The signature."""

    client_data: Annotated[Base64Url, Field(alias="clientDataJSON")]
    authenticator_data: Annotated[Base64Url, Field(alias="authenticatorData")]
    signature: Base64Url
    user_handle: Annotated[Base64Url | None, Field(alias="userHandle")] = None


class Assertion(_Standard):
    """`PublicKeyCredential.toJSON()` after `navigator.credentials.get`."""

    id: CredentialId
    raw_id: Annotated[CredentialId, Field(alias="rawId")]
    type: Literal["public-key"]
    response: AssertionResponse


class PasskeyOptions(Output):
    """A question for the authenticator."""

    flow: Annotated[str, Field(description="Send it back with the answer of the authenticator.")]
    public_key: Annotated[dict[str, Any], Field(description="Options of WebAuthn, in its JSON form.")]
    expires_in: Annotated[int, Field(description="Seconds the question is good for.")]


class PasskeyCreate(Input):
    """A new passkey, as the authenticator has made it."""

    flow: FlowField
    name: PasskeyName = "Passkey"
    credential: Attestation


class PasskeyUpdate(Input):
    """Another name."""

    name: PasskeyName


class PasskeyRead(Record):
    """A passkey."""

    name: str
    aaguid: Annotated[str, Field(description="Kind of authenticator, as its maker numbers it; zeros: not told.")]
    transports: Annotated[list[str], Field(description="How it is reached: internal, hybrid, usb, nfc, ble.")]
    backup_eligible: Annotated[bool, Field(description="Whether it can be synchronised to other devices.")]
    backed_up: Annotated[bool, Field(description="Whether it was synchronised when it was last used.")]
    last_used_at: datetime | None


class PasskeyAdded(PasskeyRead):
    """A new passkey. From now on it is a second factor as well."""

    recovery_codes: Annotated[
        list[str], Field(description="Ten single-use codes, shown this once, when this is the first second factor.")
    ]
