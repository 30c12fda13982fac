"""What a browser or 3D Slicer gets in place of a key or a password: a name and an end, signed.

The signature covers the key and the user's password too, so a token ends with either; it is made with the secret of the pod's start,
which nobody can compute from the URL or from gate.json.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

VALID_S = 13 * 3600
# Takes the place of whatever is missing or broken in an entry, so that every password costs the same.
NO_SALT, NO_DIGEST = bytes(16), bytes(32)


class Tokens:
    """Makes them and tells whose they are; `secret` is that of `signing_secret`."""

    def __init__(self, secret):
        self._secret = secret

    def make(self, settings, user=""):
        """A token for somebody who was let in; `user` is empty where nobody logs in. Good for a cookie and a header."""
        claim = f"{user}|{int(time.time()) + VALID_S}"
        return _encode(claim.encode("utf-8", "surrogateescape")) + "." + self._sign(settings, user, claim)

    def user_of(self, settings, token):
        """Whom the token was made for, or None when it is not one that counts now."""
        encoded, _, signature = token.partition(".")
        claim = _decode(encoded)
        user, _, until = claim.rpartition("|")
        if not hmac.compare_digest(self._sign(settings, user, claim).encode(), signature.encode("latin-1")):
            return None
        # A user who was taken from the list is let in no longer, nor is a token from before there was a list.
        is_known = user in settings.logins if settings.logins else user == ""
        return user if is_known and time.time() < int(until) else None

    def _sign(self, settings, user, claim):
        parts = (settings.people, settings.logins.get(user, ""), claim)
        # Digests have one length, so that no two lists of parts make the same text.
        signed = b"".join(hashlib.sha256(part.encode("utf-8", "surrogateescape")).digest() for part in parts)
        return hmac.digest(self._secret, signed, "sha256").hex()


def checks_password(settings, user, password):
    """Whether this is the user's password; costs one scrypt also for a name or an entry that is none. Source: RFC 7914 for the figures."""
    kind, _, rest = settings.logins.get(user, "").partition("$")
    salt, _, expected = rest.partition("$")
    salted, wanted = _bytes_of(salt), _bytes_of(expected)
    is_entry = kind == "scrypt" and bool(salted) and wanted is not None and len(wanted) == len(NO_DIGEST)
    secret = password.encode("utf-8", "surrogatepass")
    found = hashlib.scrypt(secret, salt=salted or NO_SALT, n=2**14, r=8, p=1, dklen=len(NO_DIGEST))
    return hmac.compare_digest(found, wanted if is_entry else NO_DIGEST) and is_entry


def _bytes_of(text):
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def _encode(content):
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _decode(text):
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "surrogateescape")
    except ValueError:
        return ""
