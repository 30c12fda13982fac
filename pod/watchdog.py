#!/usr/bin/env python3
"""Stops the pod that it runs on when nobody uses it and the bot has fallen silent, and at its limit whatever goes on.

    watchdog.py --workspace DIR --lease-file FILE [--end-file FILE --start-id ID]

Runs before anything is installed. It needs these modules of podlib beside itself, and nothing else: __init__, activity, files,
processes, server/__init__, server/stop, watchdog/__init__, watchdog/decide, watchdog/environment, watchdog/http, watchdog/lease,
watchdog/local, watchdog/log, watchdog/resume, watchdog/state, watchdog/stop, watchdog/use, watchdog/watch.

The first lease is LABELPOD_LEASE, later ones come by the file. At RunPod it uses RUNPOD_POD_ID, RUNPOD_API_KEY,
LABELPOD_API_URL and LABELPOD_GRAPHQL_URL, if need be of the container's first process. With --end-file the pod is a folder of
this machine, and its processes are those with this one's LABELPOD_POD. Prints nothing; its notes are FILE.log.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys

from podlib.activity import LOCAL_POD
from podlib.files import take_lock
from podlib.watchdog.environment import container_environment
from podlib.watchdog.lease import LeaseFile
from podlib.watchdog.local import LocalStop
from podlib.watchdog.log import Log
from podlib.watchdog.state import StateFile, volume_copy
from podlib.watchdog.stop import RunPodStop
from podlib.watchdog.use import Use
from podlib.watchdog.watch import Watch


def main():
    arguments = _arguments()
    lock = _place(arguments.lease_file)
    if lock is None:
        return 0
    _leave_when_told()
    log = Log(arguments.lease_file + ".log")
    is_local = arguments.end_file is not None
    environment = dict(os.environ) if is_local else container_environment()
    copy = None if is_local else volume_copy(arguments.workspace, environment)
    state = StateFile(arguments.lease_file + ".state.json", arguments.start_id, copy)
    files = log, LeaseFile(arguments.lease_file, log), state
    local = LocalStop(arguments.end_file, arguments.start_id, os.environ.get(LOCAL_POD))
    stopper = local if is_local else RunPodStop(environment, log)
    Watch(files, Use(arguments.workspace), stopper, environment).run()
    log.note("ended")
    return 0


def _arguments():
    parser = argparse.ArgumentParser(description="Stops this pod when nobody uses it and the bot is silent.")
    parser.add_argument("--workspace", required=True, metavar="DIR")
    parser.add_argument("--lease-file", required=True, metavar="FILE")
    parser.add_argument("--end-file", metavar="FILE")
    parser.add_argument("--start-id", metavar="ID")
    arguments = parser.parse_args()
    if (arguments.end_file is None) != (arguments.start_id is None):
        parser.error("--end-file and --start-id belong together")
    if arguments.end_file is not None and not os.environ.get(LOCAL_POD):
        parser.error(f"a pod of this machine has {LOCAL_POD} in its environment")
    return arguments


def _place(lease_file):
    """The lock of the only watchdog, held as long as it runs; None when another one holds it."""
    try:
        os.makedirs(os.path.dirname(os.path.abspath(lease_file)), exist_ok=True)
        return take_lock(lease_file + ".lock")
    except OSError:
        # Such as a full disk: two watchdogs do less harm than none.
        return lease_file


def _leave_when_told():
    signal.signal(signal.SIGTERM, _leave)
    # Whoever started it with nohup wants it to outlive the terminal.
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _leave)


def _leave(_number, _frame):
    sys.exit(0)


if __name__ == "__main__":
    sys.exit(main())
