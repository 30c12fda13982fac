"""Runs the server to its end and writes down how it ended; this process is what `server.py start` puts into the background."""

from __future__ import annotations

import glob
import os
import shutil
import signal
import subprocess
import time

from podlib.files import write_json
from podlib.processes import start_ticks
from podlib.server_failures import explain
from podlib.server_settings import server_command, server_environment, settings_digest
from podlib.server_stop import end_all

KILL_AFTER_S = 10
# As a shell answers for a program that is not there.
NOT_STARTED = 127
POD = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def run_server(home, settings):
    """Returns the server's exit code."""
    note_supervisor(home, os.getpid())
    _put_app(home)
    with _fresh_log(home) as log:
        try:
            process = _spawn(home, settings, log)
        except OSError:
            return _note_end(home, NOT_STARTED, {"failure": "broken-environment"})
        asked = _end_on_signal(process)
        process.wait()
    # A training outlives its server and would hold the GPU.
    end_all(home)
    return _note_end(home, process.returncode, {} if asked else explain(home, process.returncode))


def _note_end(home, exit_code, outcome):
    end = {"exitCode": exit_code, "atEpochS": int(time.time()), **outcome}
    write_json(os.path.join(home, "server.exit.json"), end)
    return exit_code


def note_supervisor(home, pid):
    """From here on the server counts as starting, with the settings that are there now."""
    supervisor = {"pid": pid, "startTicks": start_ticks(pid), "settings": settings_digest(home)}
    write_json(os.path.join(home, "server.pid.json"), supervisor)


def _put_app(home):
    """MONAI Label keeps models and logs beside the app's main.py, so the app lives in DIR."""
    os.makedirs(os.path.join(home, "app"), exist_ok=True)
    for path in glob.glob(os.path.join(POD, "app", "*.py")):
        shutil.copy2(path, os.path.join(home, "app"))


def _fresh_log(home):
    path = os.path.join(home, "server.log")
    if os.path.exists(path):
        os.replace(path, path + ".1")
    return open(path, "ab")


def _spawn(home, settings, log):
    os.makedirs(os.path.join(home, "cache", "home"), exist_ok=True)
    return subprocess.Popen(
        server_command(home, settings),
        cwd=home,
        env=server_environment(home, settings),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
    )


def _end_on_signal(process):
    """Passes the wish to end on to the server, and kills it when it takes too long; returns a list that then has an entry."""
    asked = []

    def end(number, _frame):
        asked.append(number)
        process.terminate()
        signal.alarm(KILL_AFTER_S)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)
    signal.signal(signal.SIGALRM, lambda _number, _frame: process.kill())
    return asked
