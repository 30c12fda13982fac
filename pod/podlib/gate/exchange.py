"""One request of a visitor, passed on to the server, and its answer back, without holding either in memory."""

from __future__ import annotations

import asyncio
import re

from podlib.gate import answers
from podlib.gate.http_head import BadHeadError, parse_answer, value_of, write_head
from podlib.gate.upstream import connect

BLOCK_BYTES = 256 * 1024
MAX_LINE_BYTES = 4096

# These are of one connection, would tell the server a wrong address, or are between the gate and its visitor: the server itself
# asks for no login, but hands cookies and logins on to the PACS, and lets pages of every origin read its answers.
NOT_PASSED = re.compile(
    r"connection|keep-alive|proxy-.*|te|trailer|upgrade|http2-settings|expect|forwarded|x-forwarded-.*|x-real-ip"
    r"|content-length|transfer-encoding|cookie|authorization|origin|access-control-.*"
)
# Pages of the gate's own origin read what they ask for without being let.
NOT_RETURNED = re.compile(r"connection|keep-alive|proxy-.*|trailer|upgrade|server|date|access-control-.*")
CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,12})[ \t]*(;[\t -~]*)?\r\n")


class BrokenOffError(Exception):
    """The other side ended in the middle of what it sent."""


async def open_server(address):
    """A connection to the server, used for one request only, so that none can be mistaken for a part of another."""
    return await connect(address, limit=4 * BLOCK_BYTES)


def widen(writer):
    """Lets some blocks wait in memory for whoever reads, so that neither side stands still while the other works."""
    writer.transport.set_write_buffer_limits(high=4 * BLOCK_BYTES, low=BLOCK_BYTES)


def server_head(visitor, request):
    """The request as the server gets it."""
    fields = [(name, value) for name, value in request.fields if not NOT_PASSED.fullmatch(name)]
    if request.is_chunked:
        fields.append(("transfer-encoding", "chunked"))
    elif request.length or request.method in ("POST", "PUT", "PATCH"):
        fields.append(("content-length", str(request.length)))
    fields.append(("connection", "close"))
    return write_head(f"{request.method} {visitor.target} HTTP/{request.version}", fields)


def client_head(visitor, request, answer, keeps):
    """The answer's head as the visitor gets it."""
    fields = [(name, value) for name, value in answer.fields if not NOT_RETURNED.fullmatch(name)]
    host = value_of(request.fields, "host")
    fields = [(name, _location(value, host, visitor) if name == "location" else value) for name, value in fields]
    if not keeps:
        fields.append(("connection", "close"))
    return write_head(answers.status_line(answer.status, request.version), fields)


def has_body(request, answer):
    """Source: RFC 9112, section 6.3."""
    return request.method != "HEAD" and answer.status not in (204, 304)


def may_follow(request, answer):
    """Whether another request may: the end of an answer in chunks is known to its reader alone, so the connection ends with it."""
    wants_end = re.search(r"\bclose\b", value_of(request.fields, "connection"), re.IGNORECASE)
    is_measured = answer.length is not None or not has_body(request, answer)
    return request.version == "1.1" and wants_end is None and is_measured


async def read_answer(reader):
    """The head of the server's final answer. @raises BrokenOffError"""
    while True:
        try:
            answer = parse_answer(await reader.readuntil(b"\r\n\r\n"))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, BadHeadError, OSError):
            raise BrokenOffError from None
        if answer.status >= 200:
            return answer


async def copy(reader, writer, length, on_move):
    """Moves so many bytes, or all until the end where `length` is None. @raises BrokenOffError"""
    left = length
    while left is None or left > 0:
        on_move("from")
        block = await _read(reader, BLOCK_BYTES if left is None else min(left, BLOCK_BYTES))
        if not block:
            if left is None and not reader.is_broken:
                return
            raise BrokenOffError
        on_move("to")
        writer.write(block)
        await writer.drain()
        left = None if left is None else left - len(block)


async def copy_chunks(reader, writer, on_move):
    """Moves a body in chunks, each written anew; trailing fields are dropped. @raises BrokenOffError"""
    while True:
        on_move("from")
        match = CHUNK_SIZE.fullmatch(await _line(reader))
        if match is None:
            raise BrokenOffError
        size = int(match[1], 16)
        if size == 0:
            break
        writer.write(b"%x\r\n" % size)
        await copy(reader, writer, size, on_move)
        if await _line(reader) != b"\r\n":
            raise BrokenOffError
        writer.write(b"\r\n")
    while await _line(reader) != b"\r\n":
        on_move("from")
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def _read(reader, limit):
    """What goes wrong here is the sender's end, unlike what goes wrong in writing."""
    try:
        return await reader.read(limit)
    except OSError:
        raise BrokenOffError from None


async def _line(reader):
    try:
        line = await reader.readuntil(b"\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
        raise BrokenOffError from None
    if len(line) > MAX_LINE_BYTES:
        raise BrokenOffError
    return line


def _location(value, host, visitor):
    """Where the server sends on to a path of its own, that path with the key before it."""
    match = re.fullmatch(r"(?:https?://([^/]*))?(/.*)", value)
    if match is None or match[1] not in (None, host):
        return value
    return visitor.prefix + match[2]
