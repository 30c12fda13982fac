"""The gate: listens where people come in, lets in who has the key, and keeps the server behind it running."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import time
import traceback

from podlib.files import read_json, write_json
from podlib.gate.acts import Acts
from podlib.gate.connection import Connection
from podlib.gate.desk import Desk
from podlib.gate.keeper import Keeper, adoptable
from podlib.gate.secret import signing_secret
from podlib.gate.settings import GateFile, public_host
from podlib.gate.tls import NoCertificateError, open_tls
from podlib.gate.tokens import Tokens
from podlib.gate.upstream import folder_of, remove_private
from podlib.gate.work import Work
from podlib.gate.http_head import MAX_HEAD_BYTES
from podlib.server.run import note_end, note_supervisor
from podlib.server.stop import end_all

# Who has not shown a key is ended in favour of who comes later, so that strangers can't keep people out.
MAX_UNKNOWN, MAX_CONNECTIONS = 256, 1024
TICK_S, WRITE_EVERY_S = 0.25, 5


class Gate:
    """What the connections have in common."""

    def __init__(self, home, keeper, before, certificate):
        self.keeper, self.acts = keeper, Acts(before.get("acts"))
        self.work = Work(home, keeper, before.get("busyAtEpochS"))
        self.tokens = Tokens(signing_secret(home))
        self.desk = Desk(keeper, self.tokens, certificate)
        self.is_tls = certificate is not None
        self.home = home
        self._file = GateFile(home)
        self._connections = set()
        self._written = None
        self._written_at = float("-inf")

    def settings(self):
        return self._file.settings()

    async def serve(self, reader, writer):
        """Takes a connection to its end."""
        connection = Connection(self, reader, writer)
        self._make_room()
        self._connections.add(connection)
        try:
            await connection.serve()
        except Exception as error:  # noqa: BLE001  one connection's fault is not another's
            note_fault(self.home, error)
        finally:
            self._connections.discard(connection)

    def _make_room(self):
        unknown = [connection for connection in self._connections if connection.key is None]
        crowd = unknown if len(unknown) >= MAX_UNKNOWN else self._connections
        if len(unknown) >= MAX_UNKNOWN or len(self._connections) >= MAX_CONNECTIONS:
            longest = min(crowd, key=lambda connection: connection.deadline)
            longest.abort()
            self._connections.discard(longest)

    async def look_after(self):
        """Ends connections that take too long or came in with a key of before, and tells labelpod what happens."""
        while True:
            try:
                self._end_connections()
                self._write_state()
            except Exception as error:  # noqa: BLE001  such as a full disk, which may be over at the next look
                note_fault(self.home, error)
            await asyncio.sleep(TICK_S)

    def _end_connections(self):
        now, settings = time.monotonic(), self.settings()
        for connection in list(self._connections):
            if connection.deadline < now or connection.key not in (None, settings.people, settings.bot):
                connection.abort()

    def _write_state(self):
        """What `server.py activity` reads; at once when something has changed, else now and then as a sign of life."""
        state = {**self.acts.report(), **self.work.report(), "server": self.keeper.report()}
        if state != self._written or time.monotonic() - self._written_at >= WRITE_EVERY_S:
            written = {"pid": os.getpid(), "atEpochS": int(time.time()), **state}
            write_json(os.path.join(self.home, "gate.state.json"), written, is_safe=False)
            self._written, self._written_at = state, time.monotonic()


def run_gate(home, settings):
    """Runs until the server has ended for good; returns its exit code."""
    state = read_json(os.path.join(home, "gate.state.json")) or {}
    adopted = adoptable(home, state.get("server") or {})
    if adopted is None:
        # Of a server that ran with other settings or whose gate has gone without a trace, nothing may be left.
        end_all(home)
        remove_private(folder_of(state.get("server")) or "")
    note_supervisor(home, os.getpid())
    _allow_many_files()
    try:
        tls = open_tls(home, public_host(GateFile(home).settings()) or settings.host) if settings.tls else None
    except NoCertificateError:
        note_end(home, 1, {"failure": "broken-environment"})
        return 1
    keeper = Keeper(home, settings, adopted)
    gate = Gate(home, keeper, state, tls and tls.certificate)
    return asyncio.run(_run(gate, settings, tls and tls.context))


async def _run(gate, settings, context):
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, gate.keeper.end)
    limits = {"limit": 2 * MAX_HEAD_BYTES, "backlog": 512}
    secured = {} if context is None else {"ssl": context, "ssl_handshake_timeout": 10}
    try:
        listening = await asyncio.start_server(gate.serve, settings.host, settings.port, **limits, **secured)
    except OSError:
        note_end(gate.home, 1, {"failure": "port-taken"})
        return 1
    helpers = [asyncio.ensure_future(gate.look_after()), asyncio.ensure_future(gate.work.follow())]
    try:
        return await gate.keeper.run()
    finally:
        listening.close()
        for helper in helpers:
            helper.cancel()
        await asyncio.gather(*helpers, return_exceptions=True)


def note_fault(home, error):
    """Where an unexpected error came from; not what it says, which may hold what a person sent."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{os.path.basename(frame.filename)}:{frame.lineno}" for frame in reversed(frames))
    try:
        with open(os.path.join(home, "gate.log"), "a", encoding="utf-8") as log:
            log.write(f"{int(time.time())} {type(error).__name__} {places}\n")
    except OSError:
        # There is nowhere left to say it.
        return


def _allow_many_files():
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wished = 4 * MAX_CONNECTIONS
    resource.setrlimit(resource.RLIMIT_NOFILE, (wished if hard == resource.RLIM_INFINITY else min(wished, hard), hard))
