"""What a browser or 3D Slicer gets in place of a key or a password: a name and an end, signed. A new key ends all of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

VALID_S = 13 * 3600


def make_token(settings, user=""):
    """A token for somebody who was let in; `user` is empty where nobody logs in. Good for a cookie and a header."""
    claim = f"{user}|{int(time.time()) + VALID_S}"
    return _encode(claim.encode()) + "." + _sign(settings, claim)


def user_of(settings, token):
    """Whom the token was made for, or None when it is not one that counts now."""
    encoded, _, signature = token.partition(".")
    claim = _decode(encoded)
    if not hmac.compare_digest(_sign(settings, claim).encode(), signature.encode("latin-1")):
        return None
    user, _, until = claim.rpartition("|")
    # A user who was taken from the list is let in no longer, nor is a token from before there was a list.
    is_known = user in settings.logins if settings.logins else user == ""
    return user if is_known and time.time() < int(until) else None


def checks_password(settings, user, password):
    """Whether this is the user's password; takes as long for one who is not on the list. Source: RFC 7914 for the figures."""
    kind, _, rest = settings.logins.get(user, "").partition("$")
    salt, _, expected = rest.partition("$")
    try:
        wanted = base64.b64decode(expected, validate=True) if kind == "scrypt" else b""
        salted = base64.b64decode(salt, validate=True)
    except ValueError:
        return False
    found = hashlib.scrypt(password.encode(), salt=salted, n=2**14, r=8, p=1, dklen=32)
    return len(wanted) == len(found) and hmac.compare_digest(found, wanted)


def _sign(settings, claim):
    """By a key that comes from the digest of the people's key: it survives the gate's own restart and changes with the key."""
    key = hmac.digest(settings.people.encode(), b"labelpod token", "sha256")
    return hmac.digest(key, claim.encode("utf-8", "surrogateescape"), "sha256").hex()


def _encode(content):
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _decode(text):
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "surrogateescape")
    except ValueError:
        return ""
