"""How long a pod may go on without the bot, as the bot has told it: at the start, and by a file since then."""

from __future__ import annotations

import json
import os

from podlib.files import read_json

NAMES = ("leaseS", "idleS", "keepS", "limitS")
# Whoever lives that long is renewed in between; what is more counts as that.
LONGEST_S = 30 * 24 * 3600
# For a pod whose start told nothing that can be read: the bot's own defaults.
DEFAULT = {"leaseS": 30 * 60, "idleS": 75 * 60, "keepS": 0, "limitS": 12 * 3600}


def first_terms(environment, log):
    """What the pod was started with."""
    terms = log.attempt(lambda: _terms(json.loads(environment["LABELPOD_LEASE"])))
    if terms is None:
        log.note("lease", "default")
    return terms or DEFAULT


def is_duration(value):
    """Whether it is a number of seconds; a comparison holds for neither NaN nor what is no number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < float("inf")


class LeaseFile:
    """Only what comes after this object was made counts: what lies there already is of an earlier start of the pod."""

    def __init__(self, path, log):
        self._path, self._log = path, log
        self._mark = self._seen = None
        log.attempt(self.fresh)

    def fresh(self):
        """The terms of a renewal that nobody has seen yet, or None."""
        mark = _mark(self._path)
        if mark == self._mark:
            return None
        self._mark = mark
        lease = read_json(self._path)
        terms = _terms(lease)
        if terms is None or not is_duration(lease.get("renewal")):
            self._log.note("lease", "broken")
            return None
        is_new, self._seen = lease["renewal"] != self._seen, lease["renewal"]
        return terms if is_new else None


def _terms(value):
    """The four durations, or None when one of them is none."""
    if not isinstance(value, dict) or not all(is_duration(value.get(name)) for name in NAMES):
        return None
    return {name: min(value[name], LONGEST_S) for name in NAMES}


def _mark(path):
    """Another one after each writing; None where there is no file."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
