"""Ends the server with everything it started."""

from __future__ import annotations

import os
import signal
import time

from podlib.files import read_json
from podlib.processes import is_alive, marked, start_ticks

TERM_S, KILL_S = 10, 5


def stop_server(home):
    """How many processes were ended and the ids of those that would not end."""
    supervisor = supervisor_of(home)
    before = ([supervisor] if supervisor else []) + marked(home)
    _send(before[:1], signal.SIGTERM)
    end_all(home)
    if supervisor:
        _wait([supervisor], TERM_S + KILL_S)
    left = [pid for pid in before if is_alive(pid)]
    _send(left, signal.SIGKILL)
    left = _wait(left, KILL_S) + marked(home)
    return {"ended": len(before) - len(left), "left": sorted(set(left))}


def end_all(home):
    """TERM, then KILL, to all marked processes; a training included, which ignores the server's end."""
    _send(marked(home), signal.SIGTERM)
    if _wait(marked(home), TERM_S):
        _send(marked(home), signal.SIGKILL)
        _wait(marked(home), KILL_S)


def supervisor_of(home):
    """The process that runs the server, if it lives: its id *and* its start are the written ones."""
    written = read_json(os.path.join(home, "server.pid.json"))
    if not written or start_ticks(written["pid"]) != written["startTicks"]:
        return None
    return written["pid"] if is_alive(written["pid"]) else None


def _send(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _wait(pids, seconds):
    """Those that still live after so many seconds."""
    until = time.monotonic() + seconds
    living = [pid for pid in pids if is_alive(pid)]
    while living and time.monotonic() < until:
        time.sleep(0.1)
        living = [pid for pid in living if is_alive(pid)]
    return living
