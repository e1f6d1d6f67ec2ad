"""A plain HTTP server on this machine whose answers a test decides: the ground of stand-ins for outside services."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

Answer = tuple[int, Mapping[str, str], Any]
"""Status, headers and body (as JSON; None: empty) of an answer."""


class Quiet(BaseHTTPRequestHandler):
    """Says nothing about the calls it answers."""

    def log_message(self, *_: object) -> None:
        """Tests say what they need to say."""


@contextmanager
def serving(handler: type[Quiet]) -> Iterator[str]:
    """The address of a server whose calls `handler` answers, each in a thread of its own, until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def answering(take: Callable[[str, dict[str, str], bytes], Answer]) -> Iterator[str]:
    """The address of a running server that answers every POST as `take(path, headers, body)` says; names of headers
    are in lower case."""

    class Handler(Quiet):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, own, answer = take(self.path, headers, body)
            text = b"" if answer is None else orjson.dumps(answer)
            self.send_response(status)
            for name, value in {"content-length": str(len(text)), "content-type": "application/json", **own}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

    with serving(Handler) as address:
        yield address
