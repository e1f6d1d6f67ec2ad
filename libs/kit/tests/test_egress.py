import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mewayz_kit.egress import Egress, EgressFailed, EgressRefused, is_public

LOOPBACK = "127.0.0.0/8"
NAME = "hooks.example.test"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@asynccontextmanager
async def server(answer: bytes | None, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Answers each request with `answer` (None: never), and keeps what it was asked."""
    asked: list[bytes] = []
    closing = asyncio.Event()
    serving = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        try:
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            if answer is None:
                await closing.wait()
            else:
                writer.write(answer)
        finally:
            writer.close()
            with suppress(OSError):  # the other side was faster
                await writer.wait_closed()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with listening:
        yield listening.sockets[0].getsockname()[1], asked
        closing.set()
        # What is still open when the loop ends would be a warning in some later test.
        await asyncio.gather(*serving, return_exceptions=True)


def names(*answers: Sequence[str]) -> tuple[Callable[[str, int], object], list[str]]:
    """A resolver that gives one answer after the other, and what it was asked."""
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    return resolve, asked


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Server and client side of TLS for NAME alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "tls.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(file)
    return serving, ssl.create_default_context(cafile=str(file))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1",
        "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "233.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd12:3456::1", "fe80::1",
        "fec0::1", "ff02::1",
    ],
)  # fmt: skip
async def test_no_address_that_is_not_public_is_called(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(EgressRefused):
        await Egress().request("GET", f"https://{host}/")
    resolve, _ = names(["93.184.215.14", address])
    with pytest.raises(EgressRefused, match="not a public address"):
        await Egress(resolve=resolve).check(f"https://{NAME}/")


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001::1"])
def test_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("url", ["https://localhost/", "https://127.1/", "https://2130706433/", "https://0x7f.0.0.1/"])
async def test_other_spellings_of_this_machine_are_refused(url: str) -> None:
    with pytest.raises(EgressRefused):
        await Egress().check(url)


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com/", "file:///etc/passwd", "https://", "https:///x", "https://u:p@example.com/", "nonsense",
     "https://example.com/" + "a" * 2048, "gopher://127.0.0.1:6379/_x"],
)  # fmt: skip
async def test_what_is_no_https_url_is_refused(url: str) -> None:
    with pytest.raises(EgressRefused) as refused:
        await Egress().check(url)
    assert refused.value.code == "url_invalid"


async def test_plain_http_needs_the_operator() -> None:
    resolve, _ = names(["93.184.215.14"])
    with pytest.raises(EgressRefused) as refused:
        await Egress("10.0.0.0/8", resolve=resolve).check(f"http://{NAME}/")
    assert refused.value.code == "https_required"
    assert (await Egress(NAME, resolve=resolve).check(f"http://{NAME}/")).addresses


async def test_the_connection_goes_to_the_checked_address_under_the_hosts_name(
    certificate: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    serving, trusting = certificate
    async with server(OK, tls=serving) as (port, asked):
        resolve, resolved = names(["127.0.0.1"], ["10.0.0.1"])
        egress = Egress(LOOPBACK, resolve=resolve, tls=trusting)
        answer = await egress.request("POST", f"https://{NAME}:{port}/in?x=1", json={"a": 1}, headers={"X-Id": "7"})
    assert (answer.status, answer.body) == (200, b"ok")
    assert resolved == [NAME]
    head = asked[0].decode()
    assert head.startswith("POST /in?x=1 HTTP/1.1\r\n")
    assert f"Host: {NAME}:{port}\r\n" in head
    assert "X-Id: 7\r\n" in head


async def test_a_certificate_of_another_name_is_refused(certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    serving, trusting = certificate
    async with server(OK, tls=serving) as (port, asked):
        resolve, _ = names(["127.0.0.1"])
        with pytest.raises(EgressFailed) as failed:
            await Egress(LOOPBACK, resolve=resolve, tls=trusting).request("GET", f"https://other.test:{port}/")
    assert failed.value.code == "egress_unreachable"
    assert asked == []


async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    to = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    async with server(to) as (port, asked):
        answer = await Egress(LOOPBACK).request("GET", f"http://127.0.0.1:{port}/")
    assert (answer.status, answer.headers["location"]) == (302, "http://169.254.169.254/")
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000, "egress_too_large"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nx", "egress_unreadable"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nx", "egress_unreachable"),
        (b"nonsense\r\n\r\n", "egress_unreachable"),
        (None, "egress_timeout"),
    ],
)
async def test_an_answer_that_is_too_large_late_or_broken_is_none(answer: bytes | None, code: str) -> None:
    async with server(answer) as (port, _):
        with pytest.raises(EgressFailed) as failed:
            await Egress(LOOPBACK).request("GET", f"http://127.0.0.1:{port}/", timeout=5 if answer else 0.2, limit=1000)
    assert (failed.value.code, failed.value.status) == (code, 503)


async def test_a_further_address_is_tried_and_a_host_that_keeps_failing_is_left_alone() -> None:
    async with server(OK) as (port, asked):
        resolve, _ = names(["127.0.0.2", "127.0.0.1"])
        egress = Egress(LOOPBACK, resolve=resolve)
        assert (await egress.request("GET", f"http://{NAME}:{port}/")).body == b"ok"
    for _ in range(5):
        with pytest.raises(EgressFailed) as failed:
            await egress.request("GET", f"http://{NAME}:{port}/")
        assert failed.value.code == "egress_unreachable"
    async with server(OK) as (other, _):
        with pytest.raises(EgressFailed) as failed:
            await egress.request("GET", f"http://{NAME}:{port}/")
        assert (failed.value.code, failed.value.headers["Retry-After"]) == ("egress_paused", "30")
        assert (await egress.request("GET", f"http://{NAME}:{other}/")).status == 200
    assert len(asked) == 1
