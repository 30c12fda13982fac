"""A form with files, read strictly and written anew with a boundary that no part can hold: nothing in it can be read in two ways.

Source of the form: RFC 7578, and how 3D Slicer, QuPath, Python's requests, browsers and curl write it.
"""

from __future__ import annotations

import re
import secrets
import urllib.parse

from podlib.gate.names import climbs, is_image, last_part
from podlib.gate.parameters import rewrite_parameters
from podlib.gate.refusal import TOO_LONG, RefusedError, refused_name, unreadable
from podlib.gate.routes import FILE, FILES

TYPE = re.compile(r'multipart/form-data\s*;(?:\s*charset=[\w-]{1,20}\s*;)?\s*boundary=(?:"([!#-~ ]{1,200})"|([!#-+\--:<-~]{1,200}))\s*', re.IGNORECASE)
# 3D Slicer puts the whole path of its own file into `filename`, on Windows with its backslashes as they are.
PARAMETER = r';\s*([\w*-]+)=(?:"([^"\r\n]*)"|([^\s";,]+))'
DISPOSITION = re.compile(rf"form-data((?:\s*{PARAMETER})+)\s*", re.IGNORECASE)
EXTENDED = re.compile(r"utf-8'[\w-]*'(\S+)", re.IGNORECASE)

MAX_HEAD_BYTES = 8 * 1024
MAX_END_BYTES = 16
MAX_TEXT_BYTES = 1024 * 1024
# MONAI Label's own reader takes 1000 files.
MAX_PARTS = 1100


def boundary_of(content_type):
    """The bytes between the parts, or None when it is no form with files."""
    match = TYPE.fullmatch(content_type)
    return (match[1] or match[2]).encode() if match else None


class Form:
    """`fields` are a route's: those it does not name are left out, as MONAI Label leaves them aside."""

    def __init__(self, blocks, boundary, fields):
        self._blocks, self._fields = blocks, fields
        self._delimiter = b"\r\n--" + boundary
        # As if a line had ended before the first part.
        self._buffer = bytearray(b"\r\n")
        self._seen = set()
        self._own = b"labelpod-" + secrets.token_hex(24).encode()
        self.content_type = "multipart/form-data; boundary=" + self._own.decode()

    async def rewrite(self, write):
        """Hands the form over piece by piece to the coroutine `write`. @raises RefusedError and what `blocks` raises"""
        await self._until_delimiter(None, 0)
        for _ in range(MAX_PARTS):
            if not await self._has_part():
                await write(b"--" + self._own + b"--\r\n")
                return
            await self._part(write)
        raise RefusedError(413, TOO_LONG)

    async def _has_part(self):
        """Whether a part follows the delimiter; if not, nothing but ends of lines may come, of which 3D Slicer sends two."""
        while len(self._buffer) < 2 and await self._more():
            pass
        mark = bytes(self._buffer[:2])
        del self._buffer[:2]
        if mark == b"\r\n":
            return True
        while mark == b"--" and len(self._buffer) <= MAX_END_BYTES and await self._more():
            pass
        if mark != b"--" or len(self._buffer) > MAX_END_BYTES or self._buffer.strip(b"\r\n"):
            raise unreadable()
        return False

    async def _part(self, write):
        name, filename = await self._head()
        kind = self._fields.get(name)
        is_file = kind in (FILE, FILES)
        if name in self._seen and kind not in (FILES, None):
            raise unreadable()
        self._seen.add(name)
        if kind is None:
            # An unknown field's content goes nowhere, however long a file it is.
            await self._until_delimiter(_nowhere, None)
        elif is_file != (filename is not None):
            raise unreadable()
        elif is_file:
            await write(self._own_head(name, filename))
            await self._until_delimiter(write, None)
            await write(b"\r\n")
        else:
            await write(self._own_head(name, None) + await self._text(kind) + b"\r\n")

    async def _text(self, kind):
        content = bytearray()

        async def keep(piece):
            content.extend(piece)

        await self._until_delimiter(keep, MAX_TEXT_BYTES)
        return rewrite_parameters(kind, bytes(content))

    async def _head(self):
        """Name and file name of the part; the name of a file is that behind the last separator, which is all that MONAI Label uses."""
        while b"\r\n\r\n" not in self._buffer:
            if len(self._buffer) > MAX_HEAD_BYTES or not await self._more():
                raise unreadable()
        head, _, rest = bytes(self._buffer).partition(b"\r\n\r\n")
        if len(head) > MAX_HEAD_BYTES:
            raise unreadable()
        self._buffer = bytearray(rest)
        return _names(head)

    def _own_head(self, name, filename):
        file = "" if filename is None else f'; filename="{filename}"\r\nContent-Type: application/octet-stream'
        return b"--" + self._own + f'\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode()

    async def _until_delimiter(self, write, limit):
        """Hands over what comes before the next delimiter, of which nothing may be where `limit` is 0."""
        passed, keep = 0, len(self._delimiter) - 1
        while True:
            at = self._buffer.find(self._delimiter)
            piece = bytes(self._buffer[: at if at >= 0 else max(0, len(self._buffer) - keep)])
            passed += len(piece)
            if limit is not None and passed > limit:
                raise unreadable() if limit == 0 else RefusedError(413, TOO_LONG)
            del self._buffer[: len(piece)]
            if piece:
                await write(piece)
            if at >= 0:
                del self._buffer[: len(self._delimiter)]
                return
            if not await self._more():
                raise unreadable()

    async def _more(self):
        block = await self._blocks.next()
        self._buffer += block
        return bool(block)


def _names(head):
    """Name and file name, None where there is none, of a part with this head. @raises RefusedError"""
    try:
        lines = head.decode().split("\r\n")
    except UnicodeDecodeError:
        raise refused_name() from None
    fields = [line.partition(":") for line in lines]
    told = [value.strip() for name, sign, value in fields if name.lower() == "content-disposition"]
    match = DISPOSITION.fullmatch(told[0]) if len(told) == 1 and all(sign for _, sign, _ in fields) else None
    if match is None:
        raise unreadable()
    found = [(name.lower(), quoted or plain) for name, quoted, plain in re.findall(PARAMETER, match[1])]
    values = dict(found)
    if len(values) != len(found) or "name" not in values or not set(values) <= {"name", "filename", "filename*"}:
        raise unreadable()
    return values["name"], _file_name(values.get("filename"), values.get("filename*"))


def _file_name(plain, extended):
    if extended is not None:
        match = EXTENDED.fullmatch(extended)
        if match is None:
            raise unreadable()
        plain = urllib.parse.unquote(match[1], errors="surrogateescape")
    if not plain:
        return plain
    name = last_part(plain)
    if climbs(plain) or not is_image(name) or '"' in name:
        raise refused_name()
    return name


async def _nowhere(_piece):
    pass
