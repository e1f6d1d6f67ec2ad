"""What is known of each kind of provider before anybody sets it up."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["oidc", "google", "apple", "facebook", "microsoft", "linkedin"]


@dataclass(frozen=True, slots=True)
class Preset:
    """Defaults of a kind. `issuer` is where its OpenID configuration is found; `auth` how the token endpoint wants
    the client's secret; `nonce` and `pkce` whether it understands them; `trusted` whether its word on who owns an
    address may be taken; `templated` whether its issuer names the tenant of each person."""

    title: str
    issuer: str
    scopes: tuple[str, ...]
    auth: str = "client_secret_basic"
    nonce: bool = True
    pkce: bool = True
    form_post: bool = False
    trusted: bool = False
    templated: bool = False
    api: str | None = None


OPENID = ("openid", "email", "profile")
PRESETS: dict[str, Preset] = {
    "oidc": Preset("OpenID Connect", "", OPENID),
    "google": Preset("Google", "https://accounts.google.com", OPENID, trusted=True),
    # Apple hands over name and address only where the answer comes as a form, and the name only the first time.
    "apple": Preset(
        "Apple",
        "https://appleid.apple.com",
        ("openid", "email", "name"),
        auth="client_secret_post",
        form_post=True,
        trusted=True,
    ),
    "microsoft": Preset(
        "Microsoft",
        "https://login.microsoftonline.com/common/v2.0",
        OPENID,
        auth="client_secret_post",
        templated=True,
    ),
    "linkedin": Preset(
        "LinkedIn", "https://www.linkedin.com/oauth", OPENID, auth="client_secret_post", nonce=False, pkce=False
    ),
    # No OpenID Connect: OAuth 2 and the Graph API. Its addresses are not proven.
    "facebook": Preset(
        "Facebook",
        "https://www.facebook.com/v21.0",
        ("public_profile", "email"),
        auth="client_secret_post",
        nonce=False,
        api="https://graph.facebook.com/v21.0",
    ),
}
FACEBOOK = "https://www.facebook.com"
"""The issuer of links to Facebook accounts, whatever version of its API made them."""
