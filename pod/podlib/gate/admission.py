"""Who sent a request: a person, labelpod itself, or nobody who may come in."""

from __future__ import annotations

import base64
import collections
import hashlib
import hmac
import re

from podlib.gate.settings import public_port
from podlib.gate.http_head import value_of, values_of

# Bound into the answer to a request: `by` is `path` or `cookie`, `target` what the server is asked for.
Visitor = collections.namedtuple("Visitor", "who by user target prefix")

BASIC = re.compile(r"basic +([A-Za-z0-9+/=]+)", re.IGNORECASE)
BEARER = re.compile(r"bearer +([\w.-]+)", re.IGNORECASE)


def admit(settings, tokens, request):
    """The visitor, or None. Every request costs the same comparisons, whatever is wrong with it."""
    path, mark, query = request.target.partition("?")
    segment, slash, rest = path[1:].partition("/")
    digest = hashlib.sha256(segment.encode("latin-1")).hexdigest()
    is_person = hmac.compare_digest(digest, settings.people)
    is_bot = hmac.compare_digest(digest, settings.bot)
    user = tokens.user_of(settings, cookie_of(settings, request))
    if is_person or is_bot:
        target = "/" + rest + mark + query
        return Visitor("people" if is_person else "bot", "path", bearer_of(settings, tokens, request), target, "/" + segment)
    if user is None or not settings.people or is_foreign(settings, request):
        return None
    return Visitor("people", "cookie", user, request.target, "")


def cookie_name(settings):
    """With the port: a browser shows cookies to every port of an address, and a team may have two pods on one."""
    return f"gate{public_port(settings) or ''}"


def cookie_of(settings, request):
    """The value of the gate's own cookie, or an empty text."""
    wanted = cookie_name(settings)
    found = [value for name, value in _cookies(request.fields) if name == wanted]
    return found[0] if found else ""


def address_told(request):
    """Where the visitor sits by the word of a proxy, the last one's where there are several; an empty text without one."""
    return value_of(request.fields, "cf-connecting-ip") or value_of(request.fields, "x-forwarded-for").rpartition(",")[2].strip()


def is_foreign(settings, request):
    """Whether a page of another address made the browser ask: a cookie goes to every port of its host."""
    origins = values_of(request.fields, "origin")
    host = value_of(request.fields, "host")
    own = {settings.origin, "http://" + host, "https://" + host}
    sites = values_of(request.fields, "sec-fetch-site")
    is_navigation = value_of(request.fields, "sec-fetch-mode") == "navigate" and request.method == "GET"
    is_strange = any(site not in ("same-origin", "none") for site in sites) and not is_navigation
    return is_strange or any(origin not in own for origin in origins)


def bearer_of(settings, tokens, request):
    """The user whose token the request carries as 3D Slicer sends it, or None."""
    return tokens.user_of(settings, token_of(request))


def token_of(request):
    """The token that it carries so, which may be none that counts; empty where it carries none."""
    match = BEARER.fullmatch(value_of(request.fields, "authorization"))
    return match[1] if match else ""


def basic_of(request):
    """Name and password as a browser sends them after it has asked for them, or None."""
    match = BASIC.fullmatch(value_of(request.fields, "authorization"))
    if match is None:
        return None
    try:
        name, _, password = base64.b64decode(match[1], validate=True).decode().partition(":")
    except ValueError:
        return None
    return name, password


def _cookies(fields):
    parts = [part.strip().partition("=") for value in values_of(fields, "cookie") for part in value.split(";")]
    return [(name, text) for name, sign, text in parts if sign]
