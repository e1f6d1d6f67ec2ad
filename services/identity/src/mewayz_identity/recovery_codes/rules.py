"""The form of recovery codes: ten letters and digits that cannot be mistaken for each other (Crockford base 32)."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
COUNT, LENGTH, WARN_AT = 10, 10, 3


def new_codes() -> list[str]:
    """Ten codes such as `7KQ2M-X09TB`, 50 bits each."""
    plain = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(COUNT)]
    return [f"{code[:5]}-{code[5:]}" for code in plain]


def normalise(code: str) -> str:
    """What a person typed, as it was meant."""
    return code.upper().translate(str.maketrans("OIL", "011", "- "))
