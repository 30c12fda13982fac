"""What of a request the gate lets through to the server, asked of its own parts in this process, without a socket."""

import asyncio
import re

from podlib.gate.admission import Visitor
from podlib.gate.bodies import open_body
from podlib.gate.exchange import BrokenOffError, server_head
from podlib.gate.http_head import BadHeadError, parse_request
from podlib.gate.refusal import RefusedError
from podlib.gate.routes import find_route


class Sink:
    """As a connection to the server is written to."""

    def __init__(self):
        self.written = b""

    def write(self, content):
        self.written += content

    async def drain(self):
        pass


async def passes(method, target, content_type, body, is_chunked=False):
    """The request as the server gets it, in the same form; an error's status where it is refused, None where it is no request."""
    framing = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {len(body)}"
    typed = f"Content-Type: {content_type}\r\n" if content_type else ""
    head = f"{method} {target} HTTP/1.1\r\nHost: pod.example\r\n{typed}{framing}\r\n\r\n"
    reader, sink = asyncio.StreamReader(limit=1 << 20), Sink()
    reader.feed_data(_chunks(body) if is_chunked else body)
    reader.feed_eof()
    try:
        request = parse_request(head.encode("latin-1"))
        opened = await open_body(find_route(method, target), request, reader, _ignore)
        await opened.send(sink, _ignore)
    except RefusedError as refused:
        return refused.status
    except (BadHeadError, BrokenOffError, UnicodeEncodeError):
        return None
    told = server_head(Visitor("people", "path", None, target, ""), opened.request).decode("latin-1")
    sent = _joined(sink.written) if opened.request.is_chunked else sink.written
    kind = re.search(r"(?im)^content-type: (.*?)\r$", told)
    return method, told.split(" ")[1], kind[1] if kind else "", sent


def _chunks(body, size=7):
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _joined(chunks):
    body = b""
    while chunks:
        size, _, rest = chunks.partition(b"\r\n")
        body, chunks = body + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    return body


def _ignore(_side):
    pass
