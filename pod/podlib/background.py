"""Goes on in the background: a program starts itself anew, detached, and hands over the lock that it holds."""

from __future__ import annotations

import os
import subprocess
import sys

from podlib.files import take_lock

LOCK_ENV = "LABELPOD_LOCK_FD"


def held_lock(path):
    """The lock that was handed over, else the one of this path; None when somebody else holds it."""
    descriptor = os.environ.pop(LOCK_ENV, None)
    return take_lock(path) if descriptor is None else os.fdopen(int(descriptor), "a", encoding="utf-8")


def go_on(argv, lock):
    """The id of the new process. The lock goes over to it, so that from here on everybody sees that it is under way."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [sys.executable, *argv],
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
        pass_fds=[lock.fileno()],
        env={**os.environ, LOCK_ENV: str(lock.fileno())},
    )
    return process.pid
