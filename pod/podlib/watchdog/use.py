"""Whether the pod is used, as the watchdog has to know it: by a clock that nobody can set."""

from __future__ import annotations

import os
import time

from podlib.activity import read_activity


class Use:
    """Looks at what the gate has noted and at the processes."""

    def __init__(self, workspace):
        self._workspace = workspace
        self._acts = {}

    def look(self, now):
        """`used`, `unused` or `unknown`, and when somebody did something that was not seen before, or None."""
        # It may be made, or put somewhere else, while the pod is set up.
        activity = read_activity(os.path.realpath(os.path.join(self._workspace, "labelpod")))
        return _use_of(activity), self._last_act(activity["acts"], now)

    def _last_act(self, acts, now):
        """Each time is turned into an age once, when it is new, so that a wall clock that is set moves nothing seen before."""
        new = [at for kind, at in acts.items() if self._acts.get(kind) != at]
        times = [now - max(0, time.time() - at) for at in new]
        self._acts = dict(acts)
        return max(times, default=None)


def _use_of(activity):
    if activity["openRequests"] > 0 or activity["sshSessions"] > 0 or activity["work"]:
        return "used"
    return "unknown" if activity["unknown"] else "unused"
