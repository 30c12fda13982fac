"""The watch itself: looks, follows the lease, and from a decision on stops the pod again and again."""

from __future__ import annotations

import time

from podlib.watchdog.decide import decide
from podlib.watchdog.environment import seconds_of
from podlib.watchdog.lease import first_terms
from podlib.watchdog.state import begun

POLL_S, WRITE_EVERY_S = 1, 30


class Pace:
    """Shorter in tests."""

    def __init__(self, environment):
        self.tick_s = seconds_of(environment, "LABELPOD_WATCHDOG_TICK_S", 15)
        self.retry_s = seconds_of(environment, "LABELPOD_WATCHDOG_RETRY_S", 30)
        self.poll_s = min(POLL_S, self.tick_s)


class Watch:
    """All times are of the monotonic clock, which nobody can set."""

    def __init__(self, files, use, stopper, environment):
        self._log, self._lease, self._file = files
        self._use, self._stopper = use, stopper
        self._pace = Pace(environment)
        now = time.monotonic()
        first = first_terms(environment, self._log)
        before, how = self._log.attempt(lambda: self._file.read(now, first), (None, "afresh"))
        self._state = before or begun(first, now)
        self._log.note("began", how)
        self._last_look = "unknown"
        self._reason = None
        self._look_at = self._stop_at = now
        self._save()

    def run(self):
        """Until the pod has ended; on RunPod, that is for ever."""
        while not self._log.attempt(self._turn, False):
            time.sleep(self._pace.poll_s)

    def _turn(self):
        self._take_renewal()
        now = time.monotonic()
        # Whoever begins to use a pod that could not be stopped yet keeps it, up to its limit.
        if self._reason != "limit" and now >= self._look_at:
            self._look_at = now + self._pace.tick_s
            self._look(now)
        if now >= self._write_at:
            self._save()
        return self._reason is not None and now >= self._stop_at and self._stop()

    def _take_renewal(self):
        """Also brings back a pod that was to be stopped because the bot was away; none from its limit."""
        terms = self._log.attempt(self._lease.fresh)
        if terms is None:
            return
        last_use = self._state["lastUse"]
        self._state = {**begun(terms, time.monotonic()), "lastUse": last_use}
        if self._reason == "idle":
            self._log.note("called-off")
            self._reason = None
        self._save()

    def _look(self, now):
        use, act_at = self._log.attempt(lambda: self._use.look(now), ("unknown", None))
        last_use = self._state["lastUse"]
        state = {**self._state, "lastUse": last_use if act_at is None else max(last_use, act_at)}
        decision = decide(state, {"now": now, "use": use})
        before, self._reason = self._reason, decision.get("reason")
        self._state = decision["state"]
        has_changed, self._last_look = use != self._last_look or self._reason != before, use
        if has_changed:
            self._save()
        if self._reason != before:
            self._log.note(*(["stop", self._reason] if self._reason else ["called-off"]))

    def _stop(self):
        try:
            return self._stopper.stop()
        finally:
            self._stop_at = time.monotonic() + self._pace.retry_s

    def _save(self):
        now = time.monotonic()
        self._write_at = now + WRITE_EVERY_S
        self._log.attempt(lambda: self._file.write(self._state, self._last_look, now))
