#!/usr/bin/env python3
"""Starts, stops and looks at the MONAI Label server that DIR/server.json describes, and at the gate before it.

    server.py start|run|stop|status|activity|stats --home DIR

`start` returns at once, `run` stays in the foreground and starts exactly the same: the gate, which keeps the server running and
lets in who has the key (DIR/gate.json). Each prints one JSON object of fixed words and numbers, never a line of a log. Ends with
0; with 1 when it could not be done, 2 when a settings file is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys

from podlib.activity import read_activity
from podlib.background import go_on, held_lock
from podlib.files import read_json, remove
from podlib.gate.upstream import folder_of, remove_private
from podlib.server.run import note_supervisor
from podlib.server.settings import SettingsError, load_settings
from podlib.server.status import read_status
from podlib.server.stop import stop_server
from podlib.stats import read_stats

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "app"))
from labelpod_settings import AppSettingsError, load_app_settings  # noqa: E402  shared with the app, which stands alone


def main():
    parser = argparse.ArgumentParser(description="The MONAI Label server of DIR.")
    parser.add_argument("action", choices=["start", "run", "stop", "status", "activity", "stats"])
    parser.add_argument("--home", required=True, metavar="DIR")
    arguments = parser.parse_args()
    home = os.path.realpath(arguments.home)
    # Images and labels are among what gate and server write, and a team's own machine may have other users.
    os.umask(0o077)
    os.makedirs(home, exist_ok=True)
    try:
        answer = ACTIONS[arguments.action](home)
    except (SettingsError, AppSettingsError) as wrong:
        print(json.dumps({"ok": False, "code": "bad-settings"}))
        print(wrong, file=sys.stderr)
        return 2
    print(json.dumps(answer))
    return 0 if answer.get("ok", True) else 1


def _begin(home, how):
    """Nothing is done where a gate runs already; it holds the lock as long as it does, so there is never a second."""
    lock = held_lock(os.path.join(home, "server.lock"))
    if lock is None:
        return {"ok": True, "code": "already"}
    with lock:
        settings = load_settings(home)
        load_app_settings(os.path.join(home, "app", "labelpod.json"))
        if not _is_free(settings):
            return {"ok": False, "code": "port-taken"}
        remove(os.path.join(home, "server.exit.json"))
        return how(home, settings, lock)


def _start(home, _settings, lock):
    pid = go_on([os.path.abspath(__file__), "run", "--home", home], lock)
    # Before anybody can look, who would take it for the gate that ended last.
    note_supervisor(home, pid)
    return {"ok": True, "code": "begun", "pid": pid}


def _run(home, settings, _lock):
    # Here, since every other action is a look that is to be quick.
    from podlib.gate.gate import run_gate

    where = "{}:{}, its log is {}".format(settings.host, settings.port, os.path.join(home, "server.log"))
    print("MONAI Label behind the gate on " + where, file=sys.stderr)
    return {"ok": True, "code": "ended", "exitCode": run_gate(home, settings)}


def _stop(home):
    ended = stop_server(home)
    if not ended["left"]:
        # A gate that was killed has left it.
        state = read_json(os.path.join(home, "gate.state.json")) or {}
        remove_private(folder_of(state.get("server")) or "")
    return {"ok": not ended["left"], **ended}


def _is_free(settings):
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return False
    return True


ACTIONS = {
    "start": lambda home: _begin(home, _start),
    "run": lambda home: _begin(home, _run),
    "stop": _stop,
    "status": read_status,
    "activity": read_activity,
    "stats": read_stats,
}

if __name__ == "__main__":
    sys.exit(main())
