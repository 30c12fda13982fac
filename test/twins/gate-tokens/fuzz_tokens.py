"""Changes true tokens of the gate and the settings that they were made for, and prints who is let in by them all the same, as JSON.

    fuzz_tokens.py SEED COUNT [RULE]

RULE is a rule of the gate that does not hold then: `BROKEN` names them. Whoever looks for who is let in has to find it.
"""

import base64
import hashlib
import hmac
import json
import os
import random
import sys
import time

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "pod"))
from podlib.gate import tokens as module  # noqa: E402
from podlib.gate.settings import GateSettings  # noqa: E402
from podlib.gate.tokens import VALID_S, Tokens  # noqa: E402

SECRET = bytes(range(32))
LOGINS = {"ada": "scrypt$YQ==$YQ==", "bob": "scrypt$Yg==$Yg==", "a|b": "scrypt$Yw==$Yw==", "ada|1": "scrypt$ZA==$ZA=="}
SETTINGS = GateSettings("a" * 64, "b" * 64, "", LOGINS)
SHOWN = 5


def sign_less(*names):
    """A gate that signs all but these."""

    def sign(self, settings, user, claim):
        parts = {"key": settings.people, "password": settings.logins.get(user, ""), "claim": claim}
        text = "\0".join(part for name, part in parts.items() if name not in names)
        return hmac.digest(self._secret, text.encode("utf-8", "surrogateescape"), "sha256").hex()

    Tokens._sign = sign


BROKEN = {
    "password": lambda: sign_less("password"),
    "key": lambda: sign_less("key"),
    "claim": lambda: sign_less("claim"),
    "signature": lambda: setattr(module.hmac, "compare_digest", lambda *_: True),
    "secret": lambda: setattr(Tokens, "__init__", lambda self, _secret: setattr(self, "_secret", b"")),
}


def main(seed, count, rule=None):
    luck = random.Random(seed)
    if rule is not None:
        BROKEN[rule]()
    gate, true, found = Tokens(SECRET), 0, []
    for _ in range(count):
        user = luck.choice((*LOGINS, ""))
        settings = SETTINGS if user else SETTINGS._replace(logins={})
        token = gate.make(settings, user)
        true += gate.user_of(settings, token) == user
        way = luck.choice(WAYS)
        reader, other, changed = way(luck, gate, settings, token, user)
        # What became of it may be the same token for the same settings.
        if (reader, other, changed) == (gate, settings, token):
            continue
        try:
            in_as = reader.user_of(other, changed)
        except ValueError:
            in_as = "a fault of the gate"
        if in_as is not None:
            found.append(f"{way.__name__} of {user!r} as {in_as!r}")
    print(json.dumps({"true": true, "letIn": len(found), "examples": found[:SHOWN]}))


def other_letter(luck, gate, settings, token, _user):
    at = luck.randrange(len(token))
    changed = token[:at] + luck.choice("AZaz09-_.|=") * luck.randint(0, 2) + token[at + luck.randint(0, 2) :]
    # Some letters are other ones for the same bytes of a claim, which changes nothing of what is signed.
    return gate, settings, token if _same(token, changed) else changed


def other_claim(luck, gate, settings, token, user):
    claims = (f"bob|{int(time.time()) + VALID_S}", f"{user}|99999999999", f"|{int(time.time()) + 60}", f"{user}|", "", f"{user}|x", f"|{user}|9999999999")
    encoded = base64.urlsafe_b64encode(luck.choice(claims).encode()).decode().rstrip("=")
    return gate, settings, encoded + "." + token.partition(".")[2]


def other_secret(luck, _gate, settings, token, _user):
    """Of another start of the pod, or made by who knows the settings alone."""
    secret = luck.choice((b"", settings.people.encode(), hashlib.sha256(settings.people.encode()).digest(), bytes(32)))
    return Tokens(SECRET), settings, Tokens(secret).make(settings, luck.choice((*settings.logins, "")))


def other_password(_luck, gate, settings, token, user):
    logins = {name: "scrypt$ZQ==$ZQ==" if name == user else entry for name, entry in settings.logins.items()}
    return gate, settings._replace(logins=logins), token


def other_users(luck, gate, settings, token, user):
    logins = {name: entry for name, entry in LOGINS.items() if name != user}
    return gate, settings._replace(logins=luck.choice((logins, {} if user else logins))), token


def other_key(_luck, gate, settings, token, _user):
    return gate, settings._replace(people="c" * 64), token


def _same(token, changed):
    return token.partition(".")[2] == changed.partition(".")[2] and module._decode(token.partition(".")[0]) == module._decode(changed.partition(".")[0])


WAYS = (other_letter, other_claim, other_secret, other_password, other_users, other_key)

if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
