"""The two ceremonies of WebAuthn: what we ask an authenticator, and whether its answer is right.

The relying party is the platform's own host, whatever domain a page stands on: a passkey made here works nowhere
else, and none made elsewhere works here.
"""

import binascii
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from mewayz_identity.edge import origins
from mewayz_identity.passkeys.schemas import Assertion, Attestation
from mewayz_kit.service import Runtime

NAME = "Mewayz"
WRONG = (WebAuthnException, ValueError, KeyError, TypeError, binascii.Error)
"""What the library raises for bytes that are not what they should be."""


def rp_id(runtime: Runtime) -> str:
    """The host whose passkeys these are."""
    return urlsplit(runtime.settings.public_url).hostname or ""


def creation_options(
    runtime: Runtime, *, user_id: UUID, email: str, name: str, challenge: bytes, known: Sequence[bytes]
) -> dict[str, Any]:
    """For `navigator.credentials.create`; `known` credentials cannot be enrolled again."""
    options = generate_registration_options(
        rp_id=rp_id(runtime),
        rp_name=NAME,
        user_id=user_id.bytes,
        user_name=email,
        user_display_name=name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return _plain(options)


def request_options(runtime: Runtime, *, challenge: bytes, allowed: Sequence[bytes], verify: bool) -> dict[str, Any]:
    """For `navigator.credentials.get`. Without `allowed` ones the authenticator offers what it has for this host;
    `verify` demands that it asks its owner for PIN, finger or face."""
    need = UserVerificationRequirement.REQUIRED if verify else UserVerificationRequirement.PREFERRED
    options = generate_authentication_options(
        rp_id=rp_id(runtime),
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in allowed],
        user_verification=need,
    )
    return _plain(options)


def check_attestation(runtime: Runtime, given: Attestation, challenge: bytes) -> VerifiedRegistration | None:
    """The new credential, or None when it does not answer this challenge from one of our pages."""
    try:
        return verify_registration_response(
            credential=given.model_dump(by_alias=True),
            expected_challenge=challenge,
            expected_rp_id=rp_id(runtime),
            expected_origin=sorted(origins(runtime)),
        )
    except WRONG:
        return None


def check_assertion(
    runtime: Runtime, given: Assertion, challenge: bytes, *, public_key: bytes, sign_count: int, verify: bool
) -> VerifiedAuthentication | None:
    """What the authenticator has signed, or None when signature, host, origin, challenge or counter are not right."""
    try:
        return verify_authentication_response(
            credential=given.model_dump(by_alias=True, exclude_none=True),
            expected_challenge=challenge,
            expected_rp_id=rp_id(runtime),
            expected_origin=sorted(origins(runtime)),
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=verify,
        )
    except WRONG:
        return None


def _plain(options: Any) -> dict[str, Any]:
    plain: dict[str, Any] = orjson.loads(options_to_json(options))
    return plain
