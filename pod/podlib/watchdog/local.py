"""Ends a pod on a team's own machine: all processes with its mark, which every child inherits."""

from __future__ import annotations

import os
import signal
import time

from podlib.activity import LOCAL_POD
from podlib.files import write_json
from podlib.processes import is_alive

TERM_S, LOOK_EVERY_S = 5, 0.1
# One look can miss a child whose parent ends in between.
QUIET_LOOKS = 2
# Readings of one environment within a look: it is empty while a process becomes another program.
READINGS = 20
# What is empty for so many looks was started without an environment and is no pod's.
UNCLEAR_LOOKS = 10


class LocalStop:
    """Of one start of a pod, which the bot counts as stopped from the end file on."""

    def __init__(self, end_file, start_id, pod):
        self._end_file, self._start_id, self._pod = end_file, start_id, pod

    def stop(self):
        """True when nothing is left of the pod but this process."""
        # Whoever goes first may have held the terminal.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        write_json(self._end_file, {"startId": self._start_id, "atEpochS": int(time.time())})
        _end_all(f"{LOCAL_POD}={self._pod}".encode())
        return True


def _end_all(mark):
    began, asked, quiet, unclear = time.monotonic(), set(), 0, 0
    while quiet < QUIET_LOOKS:
        found, is_clear = _look(mark)
        unclear = 0 if is_clear else unclear + 1
        quiet = quiet + 1 if not found and (is_clear or unclear > UNCLEAR_LOOKS) else 0
        is_late = time.monotonic() - began > TERM_S
        for pid in found if is_late else [pid for pid in found if pid not in asked]:
            _send(pid, signal.SIGKILL if is_late else signal.SIGTERM)
        asked.update(found)
        time.sleep(LOOK_EVERY_S)


def _look(mark):
    """The marked processes but this one, and whether each could be told."""
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]
    environments = {pid: _environment(pid) for pid in pids}
    marked = [pid for pid, variables in environments.items() if mark in variables and is_alive(pid)]
    return marked, not any(variables == [b""] and is_alive(pid) for pid, variables in environments.items())


def _environment(pid):
    """Its variables; none of a process that has gone or is somebody else's."""
    try:
        for _reading in range(READINGS):
            with open(f"/proc/{pid}/environ", "rb") as file:
                content = file.read()
            if content:
                break
    except OSError:
        return []
    return content.split(b"\0")


def _send(pid, number):
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        # Gone by itself, or another user's by now: nothing is to be done about either.
        return
