"""Whether gate and server are there, from the process list and from what their last run left."""

from __future__ import annotations

import base64
import hashlib
import os

from podlib.files import read_json
from podlib.processes import marked, servers, trainings
from podlib.server.stop import supervisor_of


def read_status(home):
    """`absent` (never started), `starting`, `running` (the gate reaches the server) or `exited`, then with why where it is known.

    A server whose gate has gone can't be reached and counts as exited. `settings` is the digest of what they were started with,
    `seesGpu` what the installation's check found, `certificate` the SHA-256 of the gate's certificate.
    """
    pids = marked(home)
    supervisor, server = supervisor_of(home), servers(pids)
    started = read_json(os.path.join(home, "server.pid.json")) or {}
    found = (read_json(os.path.join(home, "install.stamp.json")) or {}).get("found", {})
    common = {"pid": (server or [supervisor])[0], "trainingPids": trainings(pids), "certificate": _fingerprint(home)}
    common.update(settings=started.get("settings"), seesGpu=found.get("seesGpu"))
    if supervisor:
        return {"state": "running" if _is_open(home, supervisor) else "starting", **common}
    if not started:
        return {"state": "absent", **common}
    ended = read_json(os.path.join(home, "server.exit.json")) or {}
    return {
        "state": "exited",
        **common,
        **{key: ended[key] for key in ("exitCode", "failure", "reference") if key in ended},
    }


def _is_open(home, supervisor):
    """By the word of this very gate; one before it may have left another."""
    state = read_json(os.path.join(home, "gate.state.json")) or {}
    return state.get("pid") == supervisor and state["server"]["state"] == "running"


def _fingerprint(home):
    """SHA-256 in hex, None where the gate has no certificate; the module `ssl` takes longer to load than all else here."""
    try:
        with open(os.path.join(home, "gate", "cert.pem"), encoding="ascii") as file:
            lines = [line for line in file.read().split("\n") if not line.startswith("-----")]
    except FileNotFoundError:
        return None
    return hashlib.sha256(base64.b64decode("".join(lines))).hexdigest()
