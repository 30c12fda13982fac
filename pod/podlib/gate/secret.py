"""What the gate signs with: random, of one start of the pod, on the pod's own disk and never on the volume beside gate.json."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import tempfile

from podlib.files import read_json, write_json
from podlib.processes import start_ticks

SECRET_BYTES = 32
BOOT = "/proc/sys/kernel/random/boot_id"


def signing_secret(home, start=None, folder=None):
    """The same bytes for each gate of `home` until the pod starts again; for one gate alone where no private place is to be had."""
    start = start_of_pod() if start is None else start
    folder = folder or os.path.join(tempfile.gettempdir(), f"labelpod-gate-{os.getuid()}")
    path = os.path.join(folder, hashlib.sha256(home.encode("utf-8", "surrogateescape")).hexdigest()[:32] + ".json")
    try:
        _open_private(folder)
        kept = _read_kept(path, start)
        if kept is not None:
            return kept
        fresh = secrets.token_bytes(SECRET_BYTES)
        write_json(path, {"start": start, "secret": fresh.hex()}, is_safe=False)
        return fresh
    except OSError:
        # Whoever is logged in then logs in again when the gate has to start again.
        return secrets.token_bytes(SECRET_BYTES)


def start_of_pod():
    """Tells the machine's start and that of its container: each has a first process of its own. Source: proc(5).

    A pod on a team's own machine starts more often than that; each of its starts has another key, with which tokens end as well.
    """
    try:
        with open(BOOT, encoding="ascii") as file:
            boot = file.read().strip()
    except OSError:
        boot = ""
    return f"{boot} {start_ticks(1)}"


def _open_private(folder):
    """In a place where everybody may write, somebody else could have made it before. @raises OSError when it is not ours alone"""
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        pass
    found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError


def _read_kept(path, start):
    kept = read_json(path)
    if not isinstance(kept, dict) or kept.get("start") != start:
        return None
    try:
        secret = bytes.fromhex(kept.get("secret"))
    except (TypeError, ValueError):
        return None
    return secret if len(secret) == SECRET_BYTES else None
