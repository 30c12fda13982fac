"""Keeps MONAI Label running behind the gate: starts it, sees when it answers, starts it again after a crash."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import time

from podlib.gate.upstream import SOCKET_NAME, TEMPORARY_NAME, address_of, connect, folder_of, make_private, remove_private
from podlib.processes import is_alive, marked, servers, trainings
from podlib.server.failures import explain
from podlib.server.run import fresh_log, note_end, put_app
from podlib.server.settings import server_command, server_environment, settings_digest
from podlib.server.stop import end_all

LOOK_S = 0.25
KILL_AFTER_S = 10
FIRST_BACKOFF_S, LONGEST_BACKOFF_S = 1, 60
# A server that answered for so long has got over what made it crash.
HEALTHY_S = 10 * 60
# As a shell answers for a program that is not there.
NOT_STARTED = 127


class Keeper:
    """`port` is where the server answers, None while it does not: the path of its socket, or the number of an older server's port."""

    def __init__(self, home, settings, adopted=None):
        self.port = None
        # Where it will answer, or has.
        self._address = None
        self.state = "starting"
        self.crash = None
        self._home, self._settings, self._adopted = home, settings, adopted
        self._digest = settings_digest(home)
        # `_process` is None for a server that another gate had started.
        self._process = self._pid = None
        # Why the last start came to nothing at once.
        self._not_started = {}
        self._ending_since = None

    def has_crashed(self):
        return self.state == "waiting" or (self.crash is not None and self.port is None)

    async def run(self):
        """Returns the exit code when the server has ended for good: it was told to, or it never came up at all."""
        has_answered = False
        while True:
            began = time.monotonic()
            exit_code = await self._live()
            was_up, self.port = self.port is not None, None
            has_answered = has_answered or was_up
            self.state = "waiting" if has_answered else "starting"
            had_training, outcome = await self._clear(exit_code)
            if has_answered and not self._is_ending():
                self._note_crash(outcome, had_training, is_new=was_up and time.monotonic() - began > HEALTHY_S)
                await self._pause()
            if self._is_ending() or not has_answered:
                note_end(self._home, exit_code, {} if self._is_ending() else outcome)
                return exit_code

    def end(self):
        """Tells the server to end; `run` then returns."""
        self._ending_since = time.monotonic()
        self._signal(signal.SIGTERM)

    def report(self):
        """As it is told to labelpod, and to the next gate, which may find the server still running."""
        where = "innerPort" if isinstance(self._address, int) else "socket"
        return {"state": self.state, "crash": self.crash, where: self._address, "settings": self._digest}

    async def _live(self):
        """One life of the server; its exit code, None for one that another gate had started."""
        if self._adopted is not None:
            (self._pid, self._address), self._adopted = self._adopted, None
        else:
            if not self._spawn():
                return NOT_STARTED
            self._pid = self._process.pid
        self.state = "starting"
        while self._is_running():
            if self.port is None and await _accepts(self._address):
                self.port, self.state = self._address, "running"
            # One that is frozen, or waits for its last visitors, does not end by itself.
            if self._is_ending() and time.monotonic() - self._ending_since > KILL_AFTER_S:
                self._signal(signal.SIGKILL)
            await asyncio.sleep(LOOK_S)
        return None if self._process is None else self._process.returncode

    def _is_ending(self):
        return self._ending_since is not None

    def _is_running(self):
        return is_alive(self._pid) if self._process is None else self._process.poll() is None

    def _signal(self, number):
        if self._pid is not None and self._is_running():
            os.kill(self._pid, number)

    def _spawn(self):
        """Whether it could be started."""
        try:
            put_app(self._home)
            folder = make_private()
            self._address = os.path.join(folder, SOCKET_NAME)
            os.makedirs(os.path.join(self._home, "cache", "home"), exist_ok=True)
            with fresh_log(self._home) as log:
                self._process = subprocess.Popen(
                    server_command(self._home, self._settings),
                    cwd=self._home,
                    env=server_environment(self._home, self._settings, self._address, os.path.join(folder, TEMPORARY_NAME)),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
        except OSError as error:
            is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            self._not_started = {"failure": "no-disk" if is_full else "broken-environment"}
            return False
        return True

    async def _clear(self, exit_code):
        """Ends what outlived the server before anything new begins; whether that was a training, and why the server ended."""
        loop = asyncio.get_running_loop()
        had_training = bool(trainings(marked(self._home)))
        if exit_code == NOT_STARTED:
            outcome = self._not_started
        else:
            outcome = {} if self._is_ending() else explain(self._home, exit_code)
        await loop.run_in_executor(None, end_all, self._home)
        await loop.run_in_executor(None, remove_private, folder_of({"socket": self._address}) or "")
        self._process = self._pid = self._address = None
        return had_training, outcome

    def _note_crash(self, outcome, had_training, is_new):
        now = int(time.time())
        before = None if is_new else self.crash
        self.crash = {
            "count": 1 + (before["count"] if before else 0),
            "firstAtEpochS": before["firstAtEpochS"] if before else now,
            "lastAtEpochS": now,
            "endedTraining": had_training or bool(before and before["endedTraining"]),
            **outcome,
        }

    async def _pause(self):
        until = time.monotonic() + min(FIRST_BACKOFF_S * 2 ** (self.crash["count"] - 1), LONGEST_BACKOFF_S)
        while time.monotonic() < until and not self._is_ending():
            await asyncio.sleep(LOOK_S)


def adoptable(home, before):
    """Process id and address of a server that runs with the settings of now although its gate has gone, or None."""
    pids, address = servers(marked(home)), address_of(before)
    is_wished = before.get("settings") == settings_digest(home)
    return (pids[0], address) if pids and address is not None and is_wished else None


async def _accepts(address):
    try:
        _reader, writer = await connect(address)
    except OSError:
        return False
    writer.abort()
    return True
