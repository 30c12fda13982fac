"""The state between two lives of the watchdog: RunPod starts a container again whenever its first process ends."""

from __future__ import annotations

import time

from podlib.files import read_json, write_json
from podlib.watchdog.lease import is_duration

# After more than that the pod was stopped in between, and has been started anew by somebody.
LONGEST_GAP_S = 600
NAMES = ("leaseLeftS", "limitLeftS", "keepLeftS", "idleS", "unusedForS")


def begun(terms, now):
    """The state of a pod that starts, or is renewed, with these terms now."""
    return {
        "leaseUntil": now + terms["leaseS"],
        "limitAt": now + terms["limitS"],
        "keepUntil": now + terms["keepS"],
        "idleS": terms["idleS"],
        "lastUse": now,
    }


class StateFile:
    """Of one start of the pod where starts have names."""

    def __init__(self, path, start_id):
        self._path, self._start_id = path, start_id

    def write(self, state, use, now):
        """As durations, since the next life has another clock."""
        saved = {
            "atEpochS": round(time.time(), 3),
            "startId": self._start_id,
            "use": use,
            "leaseLeftS": _seconds(state["leaseUntil"] - now),
            "limitLeftS": _seconds(state["limitAt"] - now),
            "keepLeftS": _seconds(state["keepUntil"] - now),
            "idleS": state["idleS"],
            "unusedForS": _seconds(now - state["lastUse"]),
        }
        write_json(self._path, saved, is_safe=False)

    def read(self, now):
        """The state that goes on, less the time in between, or None when the pod has begun afresh."""
        saved = read_json(self._path)
        if not isinstance(saved, dict) or not all(is_duration(saved.get(name)) for name in ("atEpochS", *NAMES)):
            return None
        gap = time.time() - saved["atEpochS"]
        # What was written this moment may be rounded up.
        if not -1 <= gap <= LONGEST_GAP_S or saved.get("startId") != self._start_id:
            return None
        at = now - max(0, gap)
        return {
            "leaseUntil": at + saved["leaseLeftS"],
            "limitAt": at + saved["limitLeftS"],
            "keepUntil": at + saved["keepLeftS"],
            "idleS": saved["idleS"],
            "lastUse": at - saved["unusedForS"],
        }


def _seconds(duration):
    return max(0, round(duration, 3))
