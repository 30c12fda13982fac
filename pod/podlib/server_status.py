"""Whether the server is there, from the process list and from what its last run left."""

from __future__ import annotations

import os

from podlib.files import read_json
from podlib.processes import listens, marked, servers, trainings
from podlib.server_stop import supervisor_of


def read_status(home):
    """`absent` (never started), `starting`, `running` (accepts connections) or `exited`, then with why where it is known.

    `settings` is the digest of what it was started with; `seesGpu` what the installation's check found.
    """
    pids = marked(home)
    supervisor, server = supervisor_of(home), servers(pids)
    started = read_json(os.path.join(home, "server.pid.json")) or {}
    found = (read_json(os.path.join(home, "install.stamp.json")) or {}).get("found", {})
    common = {"pid": (server or [supervisor])[0], "trainingPids": trainings(pids)}
    common.update(settings=started.get("settings"), seesGpu=found.get("seesGpu"))
    if server or supervisor:
        return {"state": "running" if _accepts(home, server) else "starting", **common}
    if not started:
        return {"state": "absent", **common}
    ended = read_json(os.path.join(home, "server.exit.json")) or {}
    return {
        "state": "exited",
        **common,
        **{key: ended[key] for key in ("exitCode", "failure", "reference") if key in ended},
    }


def _accepts(home, server):
    settings = read_json(os.path.join(home, "server.json")) or {}
    return bool(server) and listens(server, settings.get("port"))
