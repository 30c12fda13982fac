"""A client's body as a stream of blocks, whether it is measured or comes in chunks."""

from __future__ import annotations

import asyncio

from podlib.gate.exchange import BLOCK_BYTES, CHUNK_SIZE, MAX_LINE_BYTES, BrokenOffError
from podlib.gate.refusal import TOO_LONG, RefusedError


class Blocks:
    """`on_move` is told before each wait for the client."""

    def __init__(self, reader, request, on_move):
        self._reader, self._on_move = reader, on_move
        self._is_chunked = request.is_chunked
        # Of a body in chunks, what is left of the chunk.
        self._left = 0 if request.is_chunked else request.length
        self._is_done = not request.is_chunked and request.length == 0

    async def next(self):
        """The next bytes, empty at the end. @raises BrokenOffError when the client ends before"""
        if self._is_done:
            return b""
        if self._is_chunked and self._left == 0 and not await self._next_chunk():
            return b""
        self._on_move("from")
        try:
            block = await self._reader.read(min(self._left, BLOCK_BYTES))
        except OSError:
            # A connection that is reset is one that ends; left as it is it would look like the server's.
            raise BrokenOffError from None
        if not block:
            raise BrokenOffError
        self._left -= len(block)
        if self._left == 0 and self._is_chunked:
            if await self._line() != b"\r\n":
                raise BrokenOffError
        elif self._left == 0:
            self._is_done = True
        return block

    async def all(self, limit):
        """The whole body. @raises RefusedError when it is longer"""
        body = bytearray()
        while True:
            block = await self.next()
            if not block:
                return bytes(body)
            body += block
            if len(body) > limit:
                raise RefusedError(413, TOO_LONG)

    async def _next_chunk(self):
        match = CHUNK_SIZE.fullmatch(await self._line())
        if match is None:
            raise BrokenOffError
        self._left = int(match[1], 16)
        if self._left:
            return True
        while await self._line() != b"\r\n":
            pass
        self._is_done = True
        return False

    async def _line(self):
        self._on_move("from")
        try:
            line = await self._reader.readuntil(b"\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            raise BrokenOffError from None
        if len(line) > MAX_LINE_BYTES:
            raise BrokenOffError
        return line
