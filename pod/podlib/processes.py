"""Processes of one MONAI Label server, found by a mark in their environment that every child inherits."""

from __future__ import annotations

import os

MARK = "LABELPOD_SERVER_HOME"
TASK = [b"-m", b"monailabel.interfaces.utils.app", b"-m"]
# The methods of MONAI Label's tasks, by what they are called here.
TASKS = {"training": b"train", "batch-inference": b"batch_infer", "scoring": b"scoring"}
# By labelpod's own program, or as one was started that listens on a port.
SERVER_PROGRAM = b"/labelpod_server.py"
SERVER = [b"-m", b"monailabel.main", b"start_server"]


def marked(home):
    """Ids of all living processes that this home's server started, itself included."""
    mark = f"{MARK}={home}".encode()
    return [pid for pid in _all_pids() if mark in _read(pid, "environ").split(b"\0") and is_alive(pid)]


def trainings(pids):
    """Those of the processes that are trainings."""
    return _tasks(pids, "training")


def tasks(pids):
    """What the processes work at beside answering requests: names of `TASKS`."""
    return [name for name in TASKS if _tasks(pids, name)]


def servers(pids):
    """Those of the processes that are the server itself."""
    return [pid for pid in pids if _has(pid, SERVER) or _is_program(pid, SERVER_PROGRAM)]


def cpu_ticks(pids):
    """Time on processors that the processes and their ended children have had so far, in clock ticks."""
    stats = [_stat(pid) for pid in pids]
    return sum(sum(map(int, fields[11:15])) for fields in stats if fields)


def count_ssh_terminals():
    """How many people are logged in with a terminal; commands and file transfers have none."""
    titles = [_read(pid, "cmdline") for pid in _all_pids()]
    return sum(title.startswith((b"sshd: ", b"sshd-session: ")) and b"@pts/" in title for title in titles)


def is_alive(pid):
    """Whether it runs; one that ended and was not collected by its parent does not."""
    return _stat(pid)[:1] not in ([], ["Z"], ["X"])


def start_ticks(pid):
    """When it started, in clock ticks since the machine's start: with its id, the name of one process for good."""
    fields = _stat(pid)
    return int(fields[19]) if fields else None


def _tasks(pids, name):
    return [pid for pid in pids if _has(pid, [*TASK, TASKS[name]])]


def _has(pid, arguments):
    found = _read(pid, "cmdline").split(b"\0")
    return any(found[at : at + len(arguments)] == arguments for at in range(len(found)))


def _is_program(pid, ending):
    return any(word.endswith(ending) for word in _read(pid, "cmdline").split(b"\0")[1:2])


def _all_pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _stat(pid):
    """The fields of /proc/PID/stat from the state on; the name before them may hold anything."""
    return _read(pid, "stat").decode("utf-8", "replace").rpartition(")")[2].split()


def _read(pid, name):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read()
    except OSError:
        return b""
