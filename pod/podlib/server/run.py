"""What is done around a server's life: its app and log are put in place, and how it ended is written down."""

from __future__ import annotations

import glob
import os
import shutil
import time

from podlib.files import write_json
from podlib.processes import start_ticks
from podlib.server.settings import settings_digest

POD = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def note_end(home, exit_code, outcome):
    """`exit_code` is None for a server that another gate had started."""
    write_json(os.path.join(home, "server.exit.json"), {"exitCode": exit_code, "atEpochS": int(time.time()), **outcome})


def note_supervisor(home, pid):
    """From here on the server counts as starting, with the settings that are there now."""
    supervisor = {"pid": pid, "startTicks": start_ticks(pid), "settings": settings_digest(home)}
    write_json(os.path.join(home, "server.pid.json"), supervisor)


def put_app(home):
    """MONAI Label keeps models and logs beside the app's main.py, so the app lives in DIR."""
    os.makedirs(os.path.join(home, "app"), exist_ok=True)
    for path in glob.glob(os.path.join(POD, "app", "*.py")):
        shutil.copy2(path, os.path.join(home, "app"))


def fresh_log(home):
    """The new log, open; the one before is kept beside it."""
    path = os.path.join(home, "server.log")
    if os.path.exists(path):
        os.replace(path, path + ".1")
    return open(path, "ab")
