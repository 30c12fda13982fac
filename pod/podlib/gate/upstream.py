"""The way from the gate to the server: by a socket that the gate alone can open, or by the port of a server that an older gate has started."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import stat
import tempfile

SOCKET_NAME, TEMPORARY_NAME = "server.sock", "tmp"
PREFIX = "labelpod-server-"
# The kernel's limit for the path of a Unix socket. Source: unix(7), sun_path without its final NUL.
LONGEST_BYTES = 107
# What the longest path below the folder has at most: Python's multiprocessing makes sockets in the folder for temporary files.
ROOM_BYTES = len(f"/{PREFIX}12345678/{TEMPORARY_NAME}/pymp-12345678/listener-12345678")
CROWDED_S, LOOK_S = 60, 0.05
BLOCK_BYTES = 64 * 1024


def make_private():
    """A new folder that its owner alone can enter, with one for temporary files in it. @raises OSError

    On the machine's own disk, since a pod's volume may take no sockets, and with a short path.
    """
    own = tempfile.gettempdir()
    parent = own if len(os.fsencode(own)) + ROOM_BYTES <= LONGEST_BYTES else "/tmp"
    folder = tempfile.mkdtemp(prefix=PREFIX, dir=parent)
    os.mkdir(os.path.join(folder, TEMPORARY_NAME), 0o700)
    return folder


def remove_private(folder):
    """Takes away what `make_private` has made, with all that lies in it; anything else is left alone."""
    try:
        found = os.lstat(folder)
    except OSError:
        return
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    if is_ours and os.path.basename(folder).startswith(PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def folder_of(server):
    """The private folder of a server by what gate.state.json tells of it, or None."""
    address = (server or {}).get("socket")
    return os.path.dirname(address) if isinstance(address, str) else None


def address_of(server):
    """Where the server is by what gate.state.json tells of it: the path of its socket, a port of loopback, or None."""
    address, port = server.get("socket"), server.get("innerPort")
    if isinstance(address, str):
        return address
    return port if isinstance(port, int) else None


async def connect(address, limit=BLOCK_BYTES):
    """A `Reader` and a `Sender` of a connection to the server; `limit` is the size of its longest head in bytes. @raises OSError"""
    loop, is_port = asyncio.get_running_loop(), isinstance(address, int)
    connection = socket.socket(socket.AF_INET if is_port else socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        if is_port:
            await loop.sock_connect(connection, ("127.0.0.1", address))
        else:
            await _enter(connection, address)
        reader = Reader(limit=limit, loop=loop)
        transport, _ = await loop.create_connection(lambda: asyncio.StreamReaderProtocol(reader), sock=connection)
        return reader, Sender(connection, transport)
    except BaseException:
        connection.close()
        raise


async def _enter(connection, path):
    """A socket refuses at once while too many wait for a server that is busy, where a port lets them try again."""
    for _attempt in range(int(CROWDED_S / LOOK_S)):
        try:
            return connection.connect(path)
        except BlockingIOError:
            await asyncio.sleep(LOOK_S)
    raise ConnectionRefusedError


class Reader(asyncio.StreamReader):
    """What has come before the end is still read, where asyncio's own has forgotten it when the end was no good one."""

    is_broken = False

    def set_exception(self, exc):
        """Once all is read, this is an end that tells by `is_broken` what it was."""
        self.is_broken = True
        self.feed_eof()


class Sender:
    """Sends by a descriptor of its own: asyncio reads no more where it can't write, and a server may answer and end before it has read all."""

    def __init__(self, connection, transport):
        self._connection, self._transport = connection.dup(), transport
        self._connection.setblocking(False)
        self._waiting = []

    def write(self, content):
        """Sent with the next `drain`."""
        self._waiting.append(content)

    async def drain(self):
        """Until the kernel has taken all. @raises OSError when nobody reads any more"""
        content, self._waiting = b"".join(self._waiting), []
        # A server that has all may have answered and ended already.
        if content:
            await asyncio.get_running_loop().sock_sendall(self._connection, content)

    def abort(self):
        """Ends the connection in both directions, whatever is under way."""
        self._connection.close()
        self._transport.abort()
