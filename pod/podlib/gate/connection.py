"""One connection of a client to the gate, from its first byte to its end."""

from __future__ import annotations

import asyncio
import os
import time

from podlib.gate import answers
from podlib.gate.acts import kind_of
from podlib.gate.admission import address_told, admit
from podlib.gate.bodies import open_body
from podlib.gate.exchange import (
    BrokenOffError,
    client_head,
    copy,
    has_body,
    may_follow,
    open_server,
    read_answer,
    server_head,
    widen,
)
from podlib.gate.http_head import BadHeadError, parse_request, value_of
from podlib.gate.refusal import RefusedError
from podlib.gate.routes import find_route
from podlib.watchdog.environment import seconds_of

# How long each may take; a server that is frozen in an inference or a query of its PACS answers late and is waited for.
IDLE_S, CLIENT_S, SERVER_S = 75, 90, 30 * 60
# Shorter in tests.
HEAD_S = seconds_of(os.environ, "LABELPOD_GATE_HEAD_S", 15)
LINGER_S, LINGER_BYTES = 2, 256 * 1024


class Connection:
    """`deadline` moves with every byte; the gate ends a connection that is behind it."""

    def __init__(self, gate, reader, writer):
        self.gate, self.reader, self.writer = gate, reader, writer
        self.peer = (writer.get_extra_info("peername") or ("",))[0]
        # The digest of the key it came in with; one that has sent none yet may be ended to make room.
        self.key = None
        widen(writer)
        self.wait(HEAD_S)

    def address(self, settings, request):
        """Behind RunPod's proxy, which speaks TLS in the gate's place, everybody has the proxy's own."""
        is_proxied = settings.origin.startswith("https:") and not self.gate.is_tls
        return (address_told(request) if is_proxied else "") or self.peer

    def wait(self, seconds):
        self.deadline = time.monotonic() + seconds

    def abort(self):
        self.writer.transport.abort()

    async def serve(self):
        """Answers request after request until one side has enough."""
        try:
            while await self._take_one():
                self.wait(IDLE_S)
        except (OSError, BrokenOffError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            # Whoever is at the other end has gone, or sent what is no request.
            pass
        finally:
            self.writer.close()

    async def _take_one(self):
        """Whether another request may follow."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        self.wait(HEAD_S)
        settings = self.gate.settings()
        try:
            request = parse_request(head)
            visitor = admit(settings, self.gate.tokens, request)
        except BadHeadError:
            visitor = None
        if visitor is None:
            return await self._end_with(answers.NOTHING_HERE)
        self.key = settings.people if visitor.who == "people" else settings.bot
        self.wait(CLIENT_S)
        if value_of(request.fields, "expect").lower() == "100-continue":
            self.writer.write(answers.GO_ON)
        own = await self.gate.desk.answer(settings, visitor, request, self)
        if own is not None:
            return await self._end_with(own)
        try:
            # What labelpod itself asks for needs no leave.
            route = find_route(request.method, visitor.target) if visitor.who == "people" else None
            body = await open_body(route, request, self.reader, self._on_client)
        except RefusedError as refused:
            return await self._end_with(answers.tell(refused.status, refused.sentence, request))
        address = self.address(settings, request)
        person = visitor.user or self.gate.desk.user_at(settings, address) or address
        return await self._pass_on(visitor, request, body, person if visitor.who == "people" else None)

    async def read_small(self, request, limit):
        """A body of at most so many bytes, or None when it is longer."""
        if request.is_chunked or request.length > limit:
            return None
        return await self.reader.readexactly(request.length)

    async def _end_with(self, content):
        """Says it and ends. What the client is still sending is read for a moment, or it would not get to see the answer."""
        self.writer.write(content)
        await self.writer.drain()
        await self._linger()
        return False

    async def _linger(self):
        self.wait(LINGER_S)
        if self.writer.can_write_eof():
            self.writer.write_eof()
        left = LINGER_BYTES
        while left > 0:
            block = await self.reader.read(left)
            if not block:
                break
            left -= len(block)

    async def _pass_on(self, visitor, request, body, person):
        port = self.gate.keeper.port
        kind = None if person is None else kind_of(request.method, visitor.target)
        try:
            upstream = await open_server(port)
        except OSError:
            return await self._end_with(answers.tell(503, answers.RESTARTING, request, [("Retry-After", "5")]))
        if kind is not None:
            self.gate.acts.begin()
        try:
            return await self._exchange(visitor, (request, body), (kind, person), upstream)
        finally:
            upstream[1].abort()
            if kind is not None:
                self.gate.acts.end()

    async def _exchange(self, visitor, sent, act, upstream):
        (request, body), (reader, writer) = sent, upstream
        writer.write(server_head(visitor, body.request))
        sending = asyncio.ensure_future(self._send_body(body, writer))
        reading = asyncio.ensure_future(read_answer(reader))
        try:
            refusal = await self._wait_for_answer(request, reading, sending)
            if refusal is not None:
                return await self._end_with(refusal)
            answer = reading.result()
            self.gate.acts.note(*act, answer.status)
            # What is left of a body that the server did not want is no next request.
            is_sent = sending.done() and sending.exception() is None
            keeps = may_follow(request, answer) and is_sent
            await self._send_answer(visitor, request, (answer, keeps), reader)
            self.gate.acts.note(*act, answer.status)
            if not is_sent:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)
                await self._linger()
            return keeps
        finally:
            sending.cancel()
            reading.cancel()
            await asyncio.gather(sending, reading, return_exceptions=True)

    async def _wait_for_answer(self, request, reading, sending):
        """None when it is there, else what the client is told instead. @raises BrokenOffError when the client ended"""
        self.wait(SERVER_S + LINGER_S)
        await asyncio.wait({reading, sending}, return_when=asyncio.FIRST_COMPLETED)
        # A server may answer, or end, before it has read all: then the rest of the body does not matter.
        wrong = sending.exception() if sending.done() and not reading.done() else None
        if isinstance(wrong, BrokenOffError):
            raise BrokenOffError
        # It acts on a form when it has all of it, and of this one it has not got the end.
        if isinstance(wrong, RefusedError):
            return answers.tell(wrong.status, wrong.sentence, request)
        await asyncio.wait({reading}, timeout=SERVER_S)
        if not reading.done():
            return answers.tell(504, answers.NO_ANSWER, request)
        return answers.tell(502, answers.BROKEN_OFF, request) if reading.exception() else None

    async def _send_body(self, body, writer):
        await body.send(writer, self._on_client)
        await writer.drain()
        # From here on it is the server's turn.
        self.wait(SERVER_S)

    def _on_client(self, side):
        """While a body moves from the client to the server."""
        self.wait(CLIENT_S if side == "from" else SERVER_S)

    async def _send_answer(self, visitor, request, found, reader):
        def on_move(side):
            self.wait(SERVER_S if side == "from" else CLIENT_S)

        answer, keeps = found
        self.writer.write(client_head(visitor, request, answer, keeps))
        if has_body(request, answer):
            await copy(reader, self.writer, answer.length, on_move)
        await self.writer.drain()
