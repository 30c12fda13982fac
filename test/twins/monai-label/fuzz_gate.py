"""Sends the gate what is like its clients' requests and is not, and prints what of it would leave a folder of MONAI Label, as JSON.

    fuzz_gate.py SEED COUNT [RULE]

RULE is a rule of the gate that does not hold then: `BROKEN` names them. Whoever looks for what is let through has to find it.
"""

import asyncio
import json
import os
import random
import re
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [HERE, os.path.join(HERE, "..", "..", "..", "pod")]
from client_requests import REQUESTS, SLICER  # noqa: E402
from gate_passes import passes  # noqa: E402
from monai_files import escapes  # noqa: E402
from podlib.gate import dicomweb, multipart, names, parameters, routes  # noqa: E402

CLIMBS = ("..", "../..", "/etc", "../../x", "..\\..", "....//", "a/../../b", ".", "..;", "~", "C:\\x", "file:///etc", "datastore_v2", ".lock")
TRICKS = ("\0", "\n", "\\", "\uff0f", "\u2024\u2024", "\uff0e\uff0e", "%2e%2e", "%2F", "%252e%252e%252f", "%c0%af", "\u202e", ".json", ".py", "labels")
WORDS = CLIMBS + TRICKS + ("$import os", "@x", "studies", "true", "1", "yes", "TRUE", "on", "")
TRUTHS = ("true", "True", "1", "yes", "on", "t", "Y")
KEYS = ("image", "images", "name", "label", "label_tag", "model_filename", "result_extension", "bundle_path", "train_ds", "val_ds", "image_path")
ASKED = ("image", "id", "label", "tag", "session_id", "uncompress", "images", "output", "token", "expiry")
PLACES = ("/model/deepedit", "/reload", "/session/", "/proxy/dicom/qido/", "/proxy/dicom/stow/studies", "/datastore/image", "/ohif/", "/static/")
SHOWN = 5
# Each as likely as any other, however many requests it has.
AREAS = tuple({area: [one for one in REQUESTS if one[1].split("/")[1] == area] for _, path, *_ in REQUESTS for area in [path.split("/")[1]]}.values())


def no_check(*_given, **_named):
    return False


def anything(*_given, **_named):
    return True


BROKEN = {
    "names": lambda: [setattr(module, "climbs", no_check) for module in (names, routes, parameters, multipart)],
    "images": lambda: routes.PARAMETERS.update(image=anything, id=anything, tag=anything, label=anything),
    "sessions": lambda: setattr(routes, "SESSION", re.compile(".*")),
    "archives": lambda: setattr(routes, "FALSE", ("", "0", "true", "1", "yes", "on")),
    "proxy": lambda: setattr(dicomweb, "is_asked", anything),
    "models": lambda: setattr(routes, "TABLE", (*routes.TABLE, ("PUT|DELETE", re.compile("/model/.*"), routes.Route("nothing", {})))) or setattr(routes, "MODEL_CHANGE", re.compile("$^")),
    "settings": lambda: setattr(parameters, "NEVER", ()) or setattr(parameters, "TRAINING_TEXTS", KEYS),
    "values": lambda: parameters.CHECKS.clear() or setattr(parameters, "_check_text", no_check),
    "files": lambda: setattr(multipart, "is_image", anything) or setattr(multipart, "climbs", no_check) or setattr(multipart, "last_part", str),
}


async def main(seed, count, rule=None):
    luck = random.Random(seed)
    if rule is not None:
        BROKEN[rule]()
    passed, found, refused_clients = 0, [], []
    for request in REQUESTS:
        for is_chunked in (False, True) if request[3] else (False,):
            got = await passes(*request, is_chunked)
            if not isinstance(got, tuple) or escapes(*got):
                refused_clients.append(f"{request[0]} {request[1]} {got}")
    for _ in range(count):
        request = changed(luck, luck.choice(luck.choice(AREAS)))
        got = await passes(*request, luck.random() < 0.2)
        if isinstance(got, tuple):
            passed += 1
            out = escapes(*got)
            found += [f"{out} by {request}"] if out else []
        # That it is found at all is enough where a rule does not hold.
        if found and rule is not None:
            break
    print(json.dumps({"passed": passed, "clientsRefused": refused_clients, "escaped": len(found), "examples": found[:SHOWN]}))


def changed(luck, request):
    method, target, kind, body = request
    for _ in range(luck.choice((0, 1, 1, 1, 1, 2))):
        way = luck.choice(WAYS)
        method, target, kind, body = way(luck, method, target, kind, body)
    return method, re.sub(r"[^!-~]", lambda match: urllib.parse.quote(match[0]), target).replace("#", "%23"), kind, body


def word(luck):
    return "".join(luck.choices(WORDS, k=luck.choice((1, 1, 1, 1, 2))))


def value_of(luck, name):
    return luck.choice(TRUTHS) if name == "uncompress" else word(luck)


def escaped(luck, text):
    """The text in one of the ways that a reader may undo."""
    once = luck.choice((str, urllib.parse.quote, lambda part: urllib.parse.quote(part, safe=""), lambda part: "".join(f"%{b:02x}" for b in part.encode())))
    for _ in range(luck.choice((1, 1, 1, 2, 3))):
        text = once(text)
    return text


def other_method(luck, _method, *rest):
    return (luck.choice(("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")), *rest)


def other_place(luck, method, target, *rest):
    return (method, luck.choice(PLACES) + luck.choice(("", word(luck), escaped(luck, word(luck)))) + "?" + target.partition("?")[2], *rest)


def other_value(luck, method, target, *rest):
    path, _, query = target.partition("?")
    pairs = query.split("&")
    at = luck.randrange(len(pairs))
    name, _, value = pairs[at].partition("=")
    pairs[at] = name + "=" + luck.choice((value, "")) + escaped(luck, value_of(luck, name))
    return (method, path + "?" + "&".join(pairs), *rest)


def more_query(luck, method, target, *rest):
    mark = "&" if "?" in target else "?"
    name = luck.choice(ASKED)
    return (method, target + mark + escaped(luck, name) + "=" + escaped(luck, value_of(luck, name)), *rest)


def other_path(luck, method, target, *rest):
    path, mark, query = target.partition("?")
    parts = path.split("/")
    at = luck.randrange(1, len(parts))
    parts[at : at + luck.choice((0, 1))] = [luck.choice((word(luck), escaped(luck, word(luck))))]
    return (method, "/".join(parts) + mark + query, *rest)


def other_letters(luck, method, target, *rest):
    at = luck.randrange(1, len(target) + 1)
    return (method, target[:at] + escaped(luck, luck.choice(WORDS)) + target[at + luck.randint(0, 2) :], *rest)


def other_body(luck, method, target, kind, body):
    """Another boundary than the head tells of, another type, or bytes elsewhere."""
    spice = luck.choice((b"\r\n--b", b"\n--b\n", b"--", b"\r\n", b"\n", b"\0", word(luck).encode("utf-8", "replace"), SLICER.encode(), b'"', b";", b"&"))
    at = luck.randrange(len(body) + 1)
    kinds = (kind, kind, kind, kind.replace("; ", ";"), kind + "; boundary=other", "application/x-www-form-urlencoded", "application/json", "text/plain")
    return method, target, luck.choice(kinds), body[:at] + spice + body[at + luck.randint(0, 3) :]


def more_json(luck, method, target, kind, body):
    """A setting more in some object of the body."""
    value = luck.choice((word(luck), [word(luck)], {luck.choice(KEYS): word(luck)}))
    setting = json.dumps(luck.choice(KEYS)) + ": " + json.dumps(value, ensure_ascii=luck.random() < 0.5)
    text = body.decode("utf-8", "surrogateescape")
    places = [match.end() for match in re.finditer(r"\{", text)]
    if not places:
        return method, target, kind, body
    at = luck.choice(places)
    comma = "" if text[at:].lstrip().startswith("}") else ", "
    return method, target, kind, (text[:at] + setting + comma + text[at:]).encode("utf-8", "surrogateescape")


def other_file(luck, method, target, kind, body):
    """Another name of a file, or one in another form."""
    name = luck.choice((word(luck), "/tmp/" + word(luck), word(luck) + ".nii.gz", escaped(luck, word(luck))))
    told = luck.choice((f'filename="{name}"', f"filename*=utf-8''{urllib.parse.quote(name)}", f"filename={name}", f'filename="a"; filename="{name}"', f'FileName="{name}"'))
    text = body.decode("utf-8", "surrogateescape")
    return method, target, kind, re.sub(r'filename="[^"]*"', lambda _: told, text, count=1).encode("utf-8", "surrogateescape")


WAYS = (other_method, other_place, other_path, other_letters, *(other_value, more_query, other_body, more_json, other_file) * 2)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
