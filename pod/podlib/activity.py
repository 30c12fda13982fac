"""Who uses the pod, from what the gate has noted and from the process list: kinds, times and counts."""

from __future__ import annotations

import os
import time

from podlib.files import read_json
from podlib.processes import count_ssh_terminals, marked, tasks
from podlib.server.stop import supervisor_of

# Set by the local provider for every program on one of its pods.
LOCAL_POD = "LABELPOD_POD"
# The gate writes every five seconds.
STALE_S = 30
NOTHING = {"openRequests": 0, "people": 0, "cpuPercent": None, "gpuPercent": None}


def read_activity(home):
    """What is known now; `unknown` names what is not."""
    is_kept = supervisor_of(home) is not None
    state = read_json(os.path.join(home, "gate.state.json")) or {}
    is_fresh = is_kept and abs(time.time() - state.get("atEpochS", 0)) <= STALE_S
    believed = state if is_fresh else {}
    unknown = set(believed.get("unknown", []))
    if is_kept and not is_fresh:
        unknown.add("gate")
    work = set(believed.get("work", []))
    try:
        work |= set(tasks(marked(home)))
    except OSError:
        unknown.add("processes")
    sessions = _sessions(unknown)
    return {
        "nowEpochS": int(time.time()),
        **{name: believed.get(name, nothing) for name, nothing in NOTHING.items()},
        # Times count also when they are old.
        "acts": state.get("acts", {}),
        "busyAtEpochS": state.get("busyAtEpochS"),
        "sshSessions": sessions,
        "work": sorted(work),
        "unknown": sorted(unknown),
        "server": _server(is_kept, is_fresh, state.get("server") or {}),
    }


def _sessions(unknown):
    """On a team's own machine, where a pod is a folder, a login says nothing of the pod."""
    if LOCAL_POD in os.environ:
        return 0
    try:
        return count_ssh_terminals()
    except OSError:
        unknown.add("logins")
        return 0


def _server(is_kept, is_fresh, server):
    if not is_kept:
        return {"state": "gone", "crash": None}
    if not is_fresh:
        return {"state": "unknown", "crash": None}
    return {"state": server.get("state", "unknown"), "crash": server.get("crash")}
