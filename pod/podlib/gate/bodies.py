"""The body of a person's request on its way to the server: none, as it is, or written anew from what was understood."""

from __future__ import annotations

import re
import urllib.parse

from podlib.gate.blocks import Blocks
from podlib.gate.exchange import copy, copy_chunks
from podlib.gate.http_head import value_of
from podlib.gate.multipart import MAX_TEXT_BYTES, Form, boundary_of
from podlib.gate.parameters import rewrite_parameters
from podlib.gate.refusal import refused_name, unreadable
from podlib.gate.routes import FILE, FILES, FORM, NOTHING, RAW

JSON_TYPE = re.compile(r"application/(?:[\w.-]+\+)?json\s*(?:;.*)?", re.IGNORECASE)
FORM_TYPE = re.compile(r"application/x-www-form-urlencoded\s*(?:;.*)?", re.IGNORECASE)
FORM_NAME = "application/x-www-form-urlencoded"


class Body:
    """`request` is what the server is told of it; `send` moves it from the client to the server."""

    def __init__(self, request, send):
        self.request, self.send = request, send


async def open_body(route, request, reader, on_move):
    """The body that goes with the route; `route` is None for labelpod itself. @raises RefusedError and BrokenOffError"""
    has_body = request.is_chunked or request.length > 0
    if route is None or route.body == RAW or not has_body:
        return Body(request, lambda writer, moved: _pass_on(request, reader, writer, moved))
    if route.body == NOTHING:
        raise unreadable()
    blocks = Blocks(reader, request, on_move)
    told = value_of(request.fields, "content-type")
    if route.body != FORM:
        # QuPath says nothing of it, and the server is told anyway.
        if told and not JSON_TYPE.fullmatch(told):
            raise unreadable()
        return _small(request, rewrite_parameters(route.body, await blocks.all(MAX_TEXT_BYTES)), "application/json")
    if FORM_TYPE.fullmatch(told):
        return _small(request, _rewrite_pairs(route.fields, await blocks.all(MAX_TEXT_BYTES)), FORM_NAME)
    boundary = boundary_of(told)
    if boundary is None:
        raise unreadable()
    form = Form(blocks, boundary, route.fields)
    # Its length is known at its end only, and HTTP/1.0 has no chunks.
    changed = _typed(request, form.content_type)._replace(length=None, is_chunked=True, version="1.1")
    return Body(changed, lambda writer, moved: _send_form(form, writer, moved))


def _small(request, content, content_type):
    async def send(writer, on_move):
        on_move("to")
        writer.write(content)
        await writer.drain()

    return Body(_typed(request, content_type)._replace(length=len(content), is_chunked=False), send)


def _typed(request, content_type):
    fields = [(name, value) for name, value in request.fields if name != "content-type"]
    return request._replace(fields=[*fields, ("content-type", content_type)])


def _rewrite_pairs(kinds, content):
    """Escaped throughout, so that no reader finds another separator in it."""
    pairs = {}
    for pair in content.split(b"&"):
        name, _, value = (urllib.parse.unquote_to_bytes(part.replace(b"+", b" ")) for part in pair.partition(b"="))
        try:
            name = name.decode()
        except UnicodeDecodeError:
            raise refused_name() from None
        if name in pairs:
            raise unreadable()
        # A file can't come so.
        if kinds.get(name) not in (None, FILE, FILES):
            pairs[name] = rewrite_parameters(kinds[name], value)
    return urllib.parse.urlencode(pairs).encode()


async def _pass_on(request, reader, writer, on_move):
    if request.is_chunked:
        await copy_chunks(reader, writer, on_move)
    elif request.length:
        await copy(reader, writer, request.length, on_move)


async def _send_form(form, writer, on_move):
    async def write(piece):
        on_move("to")
        writer.write(b"%x\r\n" % len(piece) + piece + b"\r\n")
        await writer.drain()

    await form.rewrite(write)
    writer.write(b"0\r\n\r\n")
    await writer.drain()
