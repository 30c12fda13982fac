"""What the watchdog did, in fixed words and numbers: never what anybody answered or sent."""

from __future__ import annotations

import os
import time
import traceback

from podlib.files import tail_of

MAX_BYTES = 64 * 1024


class Log:
    """A file of one line per event that never grows beyond its bound."""

    def __init__(self, path):
        self._path = path
        self._last_fault = None

    def note(self, *words):
        """One line; silent where the disk refuses it."""
        try:
            self._make_room()
            _write(self._path, os.O_APPEND, " ".join(map(str, [int(time.time()), *words])) + "\n")
        except OSError:
            # There is nowhere left to say it, and the pod has to be watched all the same.
            return

    def note_fault(self, error):
        """Where an unexpected error came from; not what it says, which may hold a key."""
        frames = traceback.extract_tb(error.__traceback__)
        places = " < ".join(f"{os.path.basename(frame.filename)}:{frame.lineno}" for frame in reversed(frames))
        fault = f"fault {type(error).__name__} {places}"
        # The same one at each look would leave no room for anything else.
        if fault != self._last_fault:
            self.note(fault)
        self._last_fault = fault

    def attempt(self, act, otherwise=None):
        """What `act` returns; `otherwise`, with the fault noted, when it fails."""
        try:
            return act()
        except Exception as error:  # noqa: BLE001  whatever it is, who watches over money goes on
            self.note_fault(error)
            return otherwise

    def _make_room(self):
        if os.path.exists(self._path) and os.path.getsize(self._path) > MAX_BYTES - 4096:
            whole_lines = tail_of(self._path, MAX_BYTES // 2).partition("\n")[2]
            _write(self._path, os.O_TRUNC, whole_lines)


def _write(path, how, text):
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
