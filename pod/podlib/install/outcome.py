"""What an installation leaves behind, and what can be told from it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time

from podlib.files import read_json, remove, take_lock, write_json
from podlib.install.choice import choose, locks_digest
from podlib.install.figures import figures_of
from podlib.install.run import Run, StepFailedError
from podlib.install.steps import install

# A volume may come to a machine with another Python at the same path, or with another torch in its image.
VERSIONS = "import importlib.metadata as m, platform; print(platform.python_version(), m.version('torch'))"


def perform(home, wish, lock):
    """Installs unless the environment is ready already; the caller holds the lock. Returns and writes the result."""
    if is_ready(home):
        return {"ok": True, "code": "ok", "secondsPerStep": {}, **_stamp(home)["found"]}
    result = os.path.join(home, "install.result.json")
    remove(result)
    remove(os.path.join(home, "install.stamp.json"))
    outcome = _attempt(home, wish, lock)
    write_json(result, outcome)
    return outcome


def is_ready(home):
    """Whether a whole installation of exactly these locks is there and its Python starts on this machine."""
    stamp = _stamp(home)
    if stamp is None or stamp["locks"] != locks_digest():
        return False
    python = os.path.join(home, "venv", "bin", "python")
    try:
        answer = subprocess.run([python, "-c", VERSIONS], capture_output=True, text=True)
    except OSError:
        return False
    return answer.stdout.split() == [stamp["found"]["python"], stamp["found"]["torch"]]


def plan(home, choice):
    """What would be downloaded and what it needs, in GB of 1000^3 bytes, and how many MB of that are for a Python."""
    figures = figures_of(choice)
    is_done = is_ready(home)
    return {
        "python": None if choice.version is None else ".".join(map(str, choice.version)),
        "pythonMb": 0 if is_done else figures["pythonMb"],
        "torch": choice.torch,
        "isInstalled": is_done,
        "downloadGb": 0 if is_done else figures["downloadMb"] / 1000,
        "diskGb": 0 if is_done else figures["diskMb"] / 1000,
        "freeGb": round(shutil.disk_usage(home).free / 1e9, 1),
    }


def status(home):
    """`absent`, `running`, `interrupted`, `failed` or `done`, with the newest progress and the result where there is one."""
    lock = take_lock(os.path.join(home, "install.lock"))
    if lock is None:
        return {**_newest_progress(home), "state": "running"}
    lock.close()
    result = read_json(os.path.join(home, "install.result.json"))
    if is_ready(home):
        return {"state": "done", "result": result or {"ok": True, "code": "ok"}}
    if result is not None and not result["ok"]:
        return {"state": "failed", "result": result}
    return {"state": "interrupted" if _newest_progress(home) else "absent"}


def _attempt(home, wish, lock):
    run = Run(home, lock)
    try:
        choice = choose(wish, home)
        _check_disk(home, choice)
        found = install(run, choice)
    except StepFailedError as failure:
        return {"ok": False, "code": failure.code, **run.failed_step(), "secondsPerStep": run.seconds}
    # Last of all and atomically: a stamp means that nothing is missing.
    stamp = {"locks": locks_digest(), "atEpochS": int(time.time()), "found": found}
    write_json(os.path.join(home, "install.stamp.json"), stamp)
    return {"ok": True, "code": "ok", "secondsPerStep": run.seconds, **found}


def _check_disk(home, choice):
    """Only before the first attempt: a later one finds a part of it on the disk."""
    has_begun = os.path.exists(os.path.join(home, "venv"))
    if not has_begun and shutil.disk_usage(home).free < figures_of(choice)["diskMb"] * 1e6:
        raise StepFailedError("no-disk")


def _stamp(home):
    return read_json(os.path.join(home, "install.stamp.json"))


def _newest_progress(home):
    try:
        with open(os.path.join(home, "install.progress.jsonl"), encoding="utf-8") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        return {}
    return json.loads(lines[-1]) if lines else {}
