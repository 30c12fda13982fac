"""The state between two lives of the watchdog: RunPod starts a container again whenever its first process ends."""

from __future__ import annotations

import os
import time

from podlib.files import read_json, write_json
from podlib.watchdog.lease import is_duration
from podlib.watchdog.resume import LEFT, resume
from podlib.watchdog.stop import POD_ID

# After more than that the pod was stopped in between, and has been started again by somebody. The container's disk is one of
# the same start, the volume is not: a container that has crashed is back sooner than a pod that was stopped and started.
LONGEST_GAP_S, LONGEST_VOLUME_GAP_S = 600, 300
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


def volume_copy(workspace, environment):
    """Where a pod keeps its state on its volume, which another pod may have as well or get later; None for one without a name."""
    pod = environment.get("RUNPOD_POD_ID", "")
    return os.path.join(workspace, f".labelpod-watchdog-{pod}.json") if POD_ID.fullmatch(pod) else None


class StateFile:
    """Of one start of the pod where starts have names; with a copy on the volume, which outlives the container's disk."""

    def __init__(self, path, start_id, volume_path=None):
        self._path, self._start_id, self._volume_path = path, start_id, volume_path

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
            "spareInS": _seconds(state.get("spareAt", now) - now),
        }
        try:
            write_json(self._path, saved, is_safe=False)
        finally:
            # Either may be full, and the volume may not be there.
            if self._volume_path is not None and os.path.isdir(os.path.dirname(self._volume_path)):
                write_json(self._volume_path, saved, is_safe=False)

    def read(self, now, first):
        """The state that goes on, less the time in between, and where it was found; None when the pod has begun afresh."""
        saved, gap = self._saved(self._path, LONGEST_GAP_S)
        if saved is not None:
            left = {**saved, **{name: saved[name] - gap for name in LEFT}, "unusedForS": saved["unusedForS"] + gap}
            return _state(left, now), "again"
        saved, gap = (None, 0) if self._volume_path is None else self._saved(self._volume_path, LONGEST_VOLUME_GAP_S)
        return (None, "afresh") if saved is None else (_state(resume(saved, gap, first), now), "wiped")

    def _saved(self, path, longest_gap_s):
        """What an earlier life has written there, and how long ago; None when it is not of this start."""
        saved = read_json(path)
        if not isinstance(saved, dict) or not all(is_duration(saved.get(name)) for name in ("atEpochS", *NAMES)):
            return None, 0
        gap = time.time() - saved["atEpochS"]
        # What was written this moment may be rounded up.
        if not -1 <= gap <= longest_gap_s or saved.get("startId") != self._start_id:
            return None, 0
        # One of before knew of no spare time.
        spare = saved.get("spareInS")
        return {**saved, "spareInS": spare if is_duration(spare) else 0}, max(0, gap)


def _state(left, now):
    return {
        "leaseUntil": now + left["leaseLeftS"],
        "limitAt": now + left["limitLeftS"],
        "keepUntil": now + left["keepLeftS"],
        "idleS": left["idleS"],
        "lastUse": now - left["unusedForS"],
        "spareAt": now + left["spareInS"],
    }


def _seconds(duration):
    return max(0, round(duration, 3))
