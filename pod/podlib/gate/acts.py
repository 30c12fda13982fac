"""Who did what with the server, as kinds, times and counts: never what a request was about."""

from __future__ import annotations

import hashlib
import os
import re
import time
import urllib.parse

# What 3D Slicer, OHIF and the reviewer ask for when a person does something; the first that fits counts. What is not here,
# clients send by themselves or look up in passing: /auth/, /info/, GET /train/ and /batch/, /logs/, /scoring/, /openapi.json.
KINDS = (
    ("POST", r"/activelearning/", "annotating"),
    ("POST", r"/(infer|batch)/", "inferring"),
    ("PUT|DELETE", r"/datastore/(label|updatelabelinfo)", "submitting"),
    ("PUT", r"/(datastore|session)(/|$)", "uploading"),
    ("POST", r"/proxy/dicom/(wado|stow)/studies", "uploading"),
    ("DELETE", r"/(datastore|session)/", "submitting"),
    ("POST|DELETE", r"/train(/|$)", "training"),
    ("GET|HEAD", r"/(datastore|session)(/|$)", "annotating"),
    ("GET|HEAD|POST", r"/(ohif|proxy|model)(/|$)", "viewing"),
)
RULES = tuple((re.compile(methods), re.compile(path), kind) for methods, path, kind in KINDS)

# The server does not know it, or does not let them: nothing was done.
REFUSED = (401, 403, 404, 405)
PEOPLE_S = 10 * 60


def kind_of(method, target):
    """The kind of a person's doing, or None; the path counts as the server reads it, with its escapes resolved."""
    path = urllib.parse.unquote(target.partition("?")[0])
    for methods, paths, kind in RULES:
        if methods.fullmatch(method) and paths.match(path):
            return kind
    return None


class Acts:
    """The last time of each kind, and who was there lately."""

    def __init__(self, before=None):
        self.open = 0
        self._last = {kind: at for kind, at in (before or {}).items() if isinstance(at, int)}
        self._people = {}
        # So that nobody can be told by what is kept of them.
        self._salt = os.urandom(16)

    def begin(self):
        """A person's request is being answered from here on."""
        self.open += 1

    def end(self):
        self.open -= 1

    def note(self, kind, person, status):
        """A request got this status; `person` is a name or an address, of which only a salted hash is kept."""
        if kind is None or status in REFUSED:
            return
        now = int(time.time())
        self._last[kind] = now
        self._people[hashlib.sha256(self._salt + person.encode("utf-8", "replace")).digest()] = now

    def report(self):
        """As it is told to labelpod."""
        since = time.time() - PEOPLE_S
        self._people = {person: at for person, at in self._people.items() if at >= since}
        return {"acts": dict(self._last), "openRequests": self.open, "people": len(self._people)}
