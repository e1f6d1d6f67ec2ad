"""The route of auth options."""

from mewayz_identity.auth_options.schemas import AuthOptions, PasswordPolicy, ProviderOption
from mewayz_identity.identity_providers import service as identity_providers
from mewayz_identity.passwords import rules
from mewayz_identity.policy import policy_of
from mewayz_identity.setup import service as setup
from mewayz_kit.auth import Anonymous, Uow
from mewayz_kit.route import new_router, options

router = new_router("identity/public/auth-options", tag="auth_options")


@router.get("", openapi_extra=options(rate="public"))
async def get(p: Anonymous, uow: Uow) -> AuthOptions:
    """How people register and sign in here. What the operator has not set up is not offered."""
    policy = await policy_of(uow.runtime)
    return AuthOptions(
        registration=policy.registration,
        password=PasswordPolicy(min_length=policy.password_min_length, max_length=rules.MAX_LENGTH),
        factors=["totp", "passkey", "email_code", "recovery_code"],
        mfa_required=policy.mfa_required_of == "everybody",
        providers=[ProviderOption.model_validate(row) for row in await identity_providers.offered(uow)],
        passkeys=True,
        captcha_site_key=None,
        set_up=await setup.is_done(uow),
    )
