"""Whether the server is there, from the process list and from what its last run left."""

from __future__ import annotations

import os

from podlib.files import read_json
from podlib.processes import listens, marked, servers, trainings
from podlib.server_stop import supervisor_of


def read_status(home):
    """`absent` (never started), `starting`, `running` (accepts connections) or `exited`, then with why where it is known."""
    pids = marked(home)
    supervisor, server = supervisor_of(home), servers(pids)
    common = {"pid": (server or [supervisor])[0], "trainingPids": trainings(pids)}
    if server or supervisor:
        return {"state": "running" if _accepts(home, server) else "starting", **common}
    if not os.path.exists(os.path.join(home, "server.pid.json")):
        return {"state": "absent", **common}
    ended = read_json(os.path.join(home, "server.exit.json")) or {}
    return {"state": "exited", **common, **{key: ended[key] for key in ("exitCode", "failure", "reference") if key in ended}}


def _accepts(home, server):
    settings = read_json(os.path.join(home, "server.json")) or {}
    return bool(server) and listens(server, settings.get("port"))
