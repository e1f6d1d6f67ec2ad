"""Bodies of passkey logins."""

from mewayz_identity.logins.schemas import DeviceToken
from mewayz_identity.passkeys.schemas import Assertion, FlowField
from mewayz_identity.tokens.schemas import ClientField
from mewayz_kit.schema import Input


class PasskeyLogin(Input):
    """What the authenticator has signed."""

    flow: FlowField
    credential: Assertion
    client: ClientField = "browser"
    device_token: DeviceToken = None
