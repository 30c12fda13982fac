"""What MONAI Label's clients ask for, as methods, paths and bodies: what people may reach, and nothing else.

Source: `endpoints/` of MONAI Label 0.8.5, and the calls of 3D Slicer's modules, of OHIF and of QuPath. labelpod's own key passes all.
"""

from __future__ import annotations

import collections
import re
import urllib.parse

from podlib.gate import dicomweb
from podlib.gate.names import climbs, is_image, is_name
from podlib.gate.refusal import ARCHIVE, MODELS, UNKNOWN, RefusedError, refused_name

# `body` is NOTHING, RAW, FORM or the check of a JSON; `fields` says of a form which of its fields are files and which JSON.
Route = collections.namedtuple("Route", "body fields")

NOTHING, RAW, FORM, TRAINING, TASK = "nothing", "raw", "form", "training", "task"
FILE, FILES, NOTES = "file", "files", "notes"

NAME = "([^/]+)"

TABLE = tuple(
    (methods, re.compile(path), Route(body, fields or {}))
    for methods, path, body, fields in (
        ("GET|HEAD", r"/(?:docs|openapi\.json|favicon\.ico)?", NOTHING, None),
        ("GET|HEAD", r"/(?:static|ohif)(?:/[^/.][^/]*)*/?", NOTHING, None),
        ("GET|HEAD", r"/(?:info|logs|train|scoring|datastore|batch/infer)/?|/logs/gpu", NOTHING, None),
        ("GET|HEAD", r"/datastore/(?:image|label)(?:/info)?|/datastore/dataset", NOTHING, None),
        ("GET|HEAD", rf"/model/(?:info/)?{NAME}", NOTHING, None),
        ("GET|HEAD|DELETE", rf"/session/{NAME}", NOTHING, None),
        ("DELETE", r"/(?:train|scoring|datastore|batch/infer)/?|/datastore/(?:image|label)", NOTHING, None),
        ("POST", rf"/train/{NAME}?", TRAINING, None),
        ("POST", rf"/scoring/{NAME}?|/(?:batch/infer|activelearning|infer/wsi)/{NAME}", TASK, None),
        ("POST", rf"/infer/wsi_v2/{NAME}", FORM, {"wsi": TASK, "file": FILE}),
        ("POST", rf"/infer/{NAME}", FORM, {"params": TASK, "file": FILE, "label": FILE}),
        ("PUT", r"/datastore/(?:image)?", FORM, {"params": NOTES, "file": FILE}),
        ("PUT", r"/datastore/label", FORM, {"params": NOTES, "label": FILE}),
        ("PUT", r"/datastore/updatelabelinfo", FORM, {"params": NOTES}),
        ("PUT", r"/datastore/(?:image|label)/info", FORM, {"info": NOTES}),
        ("PUT", r"/session/", FORM, {"files": FILES}),
    )
)
MODEL_CHANGE = re.compile(r"/model(?:/.*)?")

SESSION = re.compile(r"[0-9A-Za-z-]{1,64}")
# As pydantic reads a truth.
FALSE = ("", "0", "false", "f", "no", "n", "off")


def find_route(method, target):
    """The route of a person's request. @raises RefusedError"""
    raw, _, query = target.partition("?")
    path = _decode(raw)
    if climbs(path):
        raise refused_name()
    if method in ("PUT", "DELETE") and MODEL_CHANGE.fullmatch(path):
        raise RefusedError(403, MODELS)
    route = _match(method, path)
    # Of OHIF's own pages the query goes to OHIF in the browser.
    if not path.startswith("/ohif/"):
        _check_query(query)
    return route


def _match(method, path):
    if path.startswith("/proxy/"):
        asked = ("GET", "POST") if method == "OPTIONS" else (method,)
        if any(dicomweb.is_asked(one, path) for one in asked):
            return Route(RAW if method == "POST" else NOTHING, {})
        raise RefusedError(404, UNKNOWN)
    for methods, pattern, route in TABLE:
        match = pattern.fullmatch(path)
        if match is None or (method != "OPTIONS" and method not in methods.split("|")):
            continue
        names = [name for name in match.groups() if name is not None]
        if not all(is_name(name) for name in names) or (path.startswith("/session/") and not all(map(SESSION.fullmatch, names))):
            raise refused_name()
        return Route(NOTHING, {}) if method == "OPTIONS" else route
    raise RefusedError(404, UNKNOWN)


def _check_query(query):
    """A name means the same at every endpoint; one that is there twice could be read in two ways."""
    seen = set()
    for pair in query.split("&"):
        name, _, value = (_decode(part.replace("+", " ")) for part in pair.partition("="))
        check = PARAMETERS.get(name)
        if climbs(name) or climbs(value) or (check is not None and (name in seen or not check(value))):
            raise refused_name()
        if name == "uncompress" and value.lower() not in FALSE:
            raise RefusedError(400, ARCHIVE)
        seen.add(name)


def _is_image_or_none(value):
    return value == "" or is_image(value)


def _is_session_or_none(value):
    return value == "" or SESSION.fullmatch(value) is not None


PARAMETERS = {
    "image": _is_image_or_none,
    "images": _is_image_or_none,
    "id": _is_image_or_none,
    "label": _is_image_or_none,
    "tag": _is_image_or_none,
    "session_id": _is_session_or_none,
}


def _decode(text):
    """@raises RefusedError where it is no UTF-8, which no client sends."""
    try:
        return urllib.parse.unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise refused_name() from None
