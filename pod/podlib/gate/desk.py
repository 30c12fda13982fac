"""What the gate answers by itself to a visitor who may come in: a login, a browser's first visit, a server that starts."""

from __future__ import annotations

import asyncio
import time
import urllib.parse

from podlib.gate import answers
from podlib.gate.admission import basic_of, cookie_name, token_of
from podlib.gate.tokens import checks_password
from podlib.gate.http_head import value_of

LOGIN_BYTES = 4096
# For a 3D Slicer that is to load images by TLS: its API calls take any certificate, its downloads do not.
CERTIFICATE_PATH = "/certificate.pem"
# The same for every MONAI Label; labelpod sees by it that a new key opens the gate.
DESCRIPTION_PATH = "/openapi.json"
WRONG_PER_MINUTE = 10


class Desk:
    """Stands between the gate and the server; `keeper` knows whether the server answers."""

    def __init__(self, keeper, tokens, certificate):
        self._keeper, self._tokens = keeper, tokens
        # In PEM, None where the gate speaks no TLS.
        self._certificate = certificate
        # The token by which somebody at an address counts as logged in: 3D Slicer loads images without saying who it is.
        self._logged_in = {}
        self._wrong = []
        # A password takes some 50 ms of one core.
        self._checking = asyncio.Semaphore(1)

    async def answer(self, settings, visitor, request, connection):
        """The bytes to answer with, or None when the server is to answer."""
        path = visitor.target.partition("?")[0]
        if visitor.who == "people" and visitor.by == "path" and visitor.user:
            # Where it loads images from next, also after a restart of the gate or at another address than it logged in from.
            self._logged_in[connection.address(settings, request)] = token_of(request)
        # The server knows no /auth/ either when nobody logs in, but may be too busy to say so; 3D Slicer asks before each call.
        if visitor.who == "people" and path.startswith("/auth/"):
            return await self._auth(settings, visitor, request, connection)
        if path == CERTIFICATE_PATH and self._certificate is not None:
            return answers.answer(200, self._certificate, [("Content-Type", "application/x-pem-file")], request.method)
        if visitor.who == "people" and settings.logins and visitor.user is None:
            refusal = await self._ask_login(settings, visitor, request, connection)
            if refusal is not None:
                return refusal
        elif visitor.by == "path" and visitor.who == "people" and _is_visit(request):
            return self._welcome(settings, visitor, request, visitor.user or "")
        if self._keeper.port is None:
            sentence = answers.RESTARTING if self._keeper.has_crashed() else answers.STARTING
            return answers.tell(503, sentence, request, [("Retry-After", "5")])
        return None

    def user_at(self, settings, address):
        """Who has logged in from there, None when nobody has."""
        user = self._tokens.user_of(settings, self._logged_in.get(address, ""))
        if user is None:
            self._logged_in.pop(address, None)
        return user or None

    async def _auth(self, settings, visitor, request, connection):
        path = visitor.target.partition("?")[0]
        if not settings.logins or visitor.by != "path":
            return answers.tell_program(404, {"detail": "Not Found"}, request)
        if path == "/auth/":
            return answers.tell_program(200, {"enabled": True, "client_id": "labelpod", "realm": "labelpod"}, request)
        if path == "/auth/token" and request.method == "POST":
            return await self._give_token(settings, request, connection)
        if path == "/auth/token/valid" and visitor.user is not None:
            return answers.tell_program(200, {}, request)
        return answers.tell_program(401, {"detail": answers.LOG_IN}, request)

    async def _give_token(self, settings, request, connection):
        body = await connection.read_small(request, LOGIN_BYTES)
        form = urllib.parse.parse_qs((body or b"").decode("utf-8", "replace"))
        user, password = (form.get(name, [""])[0] for name in ("username", "password"))
        refusal = await self._check(settings, user, password, request)
        if refusal is not None:
            return refusal
        token = self._tokens.make(settings, user)
        self._logged_in[connection.address(settings, request)] = token
        return answers.tell_program(200, {"access_token": token, "token_type": "bearer"}, request)

    async def _ask_login(self, settings, visitor, request, connection):
        """None for what needs none: the API's description, and an image for somebody whose 3D Slicer has logged in from there."""
        if visitor.target.partition("?")[0] == DESCRIPTION_PATH and request.method == "GET":
            return None
        is_there = self.user_at(settings, connection.address(settings, request)) is not None
        if is_there and request.method in ("GET", "HEAD") and visitor.target.partition("?")[0] == "/datastore/image":
            return None
        basic = basic_of(request)
        if basic is not None and _is_visit(request):
            refusal = await self._check(settings, *basic, request)
            return refusal or self._welcome(settings, visitor, request, basic[0])
        return _refuse(answers.LOG_IN, request)

    async def _check(self, settings, user, password, request):
        """None when it is right. One at a time and not many wrong ones: that keeps guessing slow and the gate quick."""
        async with self._checking:
            # Many may have waited here since they were counted.
            if self._has_too_many_wrong():
                return answers.tell_program(429, {"detail": answers.TOO_MANY}, request, [("Retry-After", "60")])
            loop = asyncio.get_running_loop()
            is_right = await loop.run_in_executor(None, checks_password, settings, user, password)
            if is_right:
                return None
            self._wrong.append(time.monotonic())
        return _refuse(answers.WRONG_LOGIN, request)

    def _has_too_many_wrong(self):
        self._wrong = [at for at in self._wrong if at > time.monotonic() - 60]
        return len(self._wrong) >= WRONG_PER_MINUTE

    def _welcome(self, settings, visitor, request, user):
        """Gives a browser its cookie and sends it on to an address without the key: for its history, and for OHIF's paths."""
        is_secure = self._certificate is not None or settings.origin.startswith("https:")
        secure = "; Secure" if is_secure else ""
        cookie = f"{cookie_name(settings)}={self._tokens.make(settings, user)}; Path=/; HttpOnly; SameSite=Lax{secure}"
        # What OHIF's panel connects to, which is else port 8000 of this address. Source: MONAI Label 0.8.5, SettingsTable.tsx.
        here = settings.origin or f"{'https' if is_secure else 'http'}://{value_of(request.fields, 'host')}"
        server = urllib.parse.quote(here + "/", safe="")
        panel = f"MONAILABEL_SERVER_URL={server}; Path=/ohif; SameSite=Lax{secure}"
        # Two strokes at the beginning would name another host.
        target = "/" + visitor.target.lstrip("/\\")
        cookies = [("Set-Cookie", cookie), ("Set-Cookie", panel)]
        fields = [("Location", target), *cookies, ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store")]
        return answers.answer(303, b"", fields, request.method)


def _refuse(sentence, request):
    """A browser then asks for name and password by itself."""
    ask = [("WWW-Authenticate", 'Basic realm="MONAI Label", charset="UTF-8"')] if _is_visit(request) else []
    return answers.tell(401, sentence, request, ask)


def _is_visit(request):
    return request.method == "GET" and answers.wants_page(request)
