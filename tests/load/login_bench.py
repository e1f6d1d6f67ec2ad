"""What signing in costs beside the hash of the password, which is meant to cost.

Aim (design, performance): everything but argon2id takes less than a tenth of a sign-in. The same password is hashed
bare, by the same library with the same parameters, in the same process and in turn.
"""

from tests.load.in_process import in_turn, one_service, outlet
from tests.load.tools import must

from mewayz_identity.passwords.hashing import Hashing

URL = "/api/v1/identity/public"
PASSWORD = "correct horse battery"
ROUNDS = 60


async def main() -> None:
    """Print the table."""
    async with one_service("identity", {"workspace": outlet()}) as bench:
        hashing, client = bench.runtime.part(Hashing), bench.client()
        body = {"email": "ada@example.com", "password": PASSWORD, "client": "native"}
        made = must(await client.post(f"{URL}/registrations", json=body | {"name": "Ada"})).json()
        token = {"device_token": made["device_token"]}
        encoded = await hashing.make(PASSWORD)

        async def hash_only() -> None:
            assert await hashing.check(encoded, PASSWORD)

        async def log_in() -> None:
            must(await client.post(f"{URL}/logins", json=body | token))

        spent = await in_turn({"hash": hash_only, "whole": log_in}, rounds=ROUNDS)
    bare, whole = spent["hash"], spent["whole"]
    print("### Sign-in: the whole request against the bare hash, one at a time\n")
    print("| what | median CPU ms | share of the sign-in |\n|---|---|---|")
    print(f"| argon2id (m=19456, t=2, p=1) | {bare:.1f} | {bare / whole:.2f} |")
    print(f"| everything else | {whole - bare:.1f} | {(whole - bare) / whole:.2f} |")
    print(f"| sign-in | {whole:.1f} | 1.00 |\n")
