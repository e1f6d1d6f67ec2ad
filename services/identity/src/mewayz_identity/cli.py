"""`mewayz setup-token`: prints the one-time token that makes the first administrator."""

import argparse

from mewayz_identity import service
from mewayz_identity.setup.service import token_of
from mewayz_kit.crypto import Crypto


def print_setup_token(arguments: list[str]) -> None:
    """Read identity's secret as the service does, and print the token."""
    parser = argparse.ArgumentParser(
        prog="mewayz setup-token",
        description="Print the one-time token for the first administrator; it is useless once there is one.",
    )
    parser.parse_args(arguments)
    print(token_of(Crypto(service.load_settings().secret_key)))
