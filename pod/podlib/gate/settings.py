"""gate.json: who may pass the gate. It is read again whenever it has changed, so that a new key counts at once."""

from __future__ import annotations

import collections
import os
import re
import urllib.parse

from podlib.files import read_json

DIGEST = re.compile(r"[0-9a-f]{64}")
ORIGIN = re.compile(r"https?://[0-9A-Za-z.-]+(:\d{1,5})?(/[\w./-]*)?")

# `people` and `bot` are SHA-256 of the keys in hex, so that the volume holds none; `logins` are password hashes by name.
GateSettings = collections.namedtuple("GateSettings", "people bot origin logins")

NOBODY = GateSettings("", "", "", {})


class GateFile:
    """The settings of now; while there is no whole file, nobody passes."""

    def __init__(self, home):
        self._path = os.path.join(home, "gate.json")
        self._seen = None
        self._settings = NOBODY

    def settings(self):
        """Costs one look at the file's times when nothing has changed."""
        try:
            found = os.stat(self._path)
            seen = (found.st_mtime_ns, found.st_ino, found.st_size)
        except OSError:
            seen = None
        if seen != self._seen:
            self._seen = seen
            self._settings = _read(self._path)
        return self._settings


def public_host(settings):
    """The host of the address that people use; None where it is not known."""
    return urllib.parse.urlsplit(settings.origin).hostname


def public_port(settings):
    """Its port, or None."""
    return urllib.parse.urlsplit(settings.origin).port


def _read(path):
    found = read_json(path)
    if not isinstance(found, dict):
        return NOBODY
    people, bot, logins = found.get("people"), found.get("bot"), found.get("logins", {})
    if not all(isinstance(digest, str) and DIGEST.fullmatch(digest) for digest in (people, bot)):
        return NOBODY
    # Without the logins it would ask for none.
    if not isinstance(logins, dict) or not all(isinstance(value, str) for value in logins.values()):
        return NOBODY
    origin = found.get("origin")
    is_origin = isinstance(origin, str) and ORIGIN.fullmatch(origin)
    return GateSettings(people, bot, origin if is_origin else "", logins)
