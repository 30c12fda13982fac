"""server.json, the one file that says how gate and server are started, and what it means for MONAI Label."""

from __future__ import annotations

import collections
import hashlib
import os
import re
import urllib.parse

from podlib.files import read_json
from podlib.processes import MARK

# What the server may inherit; an API key in the pod's environment is none of its business.
INHERITED = (
    r"PATH|LANG|LC_\w+|LD_LIBRARY_PATH|SSL_CERT_FILE|REQUESTS_CA_BUNDLE"
    r"|(CUDA|NVIDIA|NCCL|OMP|MKL)_\w+|\w+_(proxy|PROXY)"
)

# `host`, `port` and `tls` are the gate's: where people come in. The server itself listens on a socket.
Settings = collections.namedtuple("Settings", "host port tls models studies pretrained conf env")


class SettingsError(Exception):
    """One line that says what is wrong in which field; it quotes no value."""


def load_settings(home):
    """The settings of DIR/server.json. @raises SettingsError"""
    found = read_json(os.path.join(home, "server.json"))
    if not isinstance(found, dict):
        raise SettingsError("server.json: missing or not a JSON object")
    settings = Settings(
        host=found.get("host", "127.0.0.1"),
        port=found.get("port"),
        tls=found.get("tls", False),
        models=found.get("models"),
        studies=found.get("studies"),
        pretrained=found.get("pretrained", False),
        conf=found.get("conf", {}),
        env=found.get("env", {}),
    )
    for field, is_right, wanted in _rules(settings):
        if not is_right:
            raise SettingsError(f"server.json: {field} must be {wanted}")
    return settings


def settings_digest(home):
    """SHA-256 of server.json followed by app/labelpod.json: tells whether a server runs with the wished settings."""
    digest = hashlib.sha256()
    for names in (("server.json",), ("app", "labelpod.json")):
        try:
            with open(os.path.join(home, *names), "rb") as file:
                digest.update(file.read())
        except FileNotFoundError:
            continue
    return digest.hexdigest()


def _rules(settings):
    port, models = settings.port, settings.models
    names = models if isinstance(models, list) else []
    yield "host", _matches(r"[0-9A-Za-z.:-]+", settings.host), "an address"
    yield "port", type(port) is int and 1 <= port <= 65535, "a number from 1 to 65535"
    yield "tls", type(settings.tls) is bool, "true or false"
    yield "models", names and all(_matches(r"\w+", name) for name in names), "a list of model names"
    yield "studies", _is_studies(settings.studies), "an absolute folder, or a URL without a user name in it"
    yield "pretrained", type(settings.pretrained) is bool, "true or false"
    yield "conf", _is_table(settings.conf, r"\w+"), "texts by name"
    yield "env", _is_table(settings.env, r"MONAI_\w+"), "texts by names that begin with MONAI_"


def _is_studies(studies):
    """Credentials in the URL would stand in the command line, for everybody to see: they belong into `env`.

    MONAI Label gives the machine's Google account to every URL with Google's name in it, so it has to be the host's, by https.
    """
    if not isinstance(studies, str):
        return False
    url = urllib.parse.urlsplit(studies)
    is_url = url.scheme in ("http", "https") and bool(url.hostname) and "@" not in url.netloc
    if is_url and "googleapis.com" in studies.lower():
        return url.scheme == "https" and url.hostname.endswith(".googleapis.com")
    return is_url or os.path.isabs(studies)


def _is_table(table, name):
    return isinstance(table, dict) and all(
        _matches(name, key) and isinstance(table[key], str) for key in table
    )


def _matches(pattern, value):
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _umask_of(home, studies):
    """In a folder of somebody else's, what is added may be read by whoever may read there; what labelpod makes is its own alone."""
    folder = os.path.realpath(studies)
    if not os.path.isdir(folder) or os.path.commonpath([folder, os.path.realpath(home)]) == os.path.realpath(home):
        return 0o077
    return ~os.stat(folder).st_mode & 0o077


def server_command(home, settings):
    """Program and arguments of MONAI Label."""
    conf = {
        "models": ",".join(settings.models),
        "use_pretrained_model": "true" if settings.pretrained else "false",
        # Else it downloads 0.9 GB at its first start.
        "sam2": "false",
        **settings.conf,
    }
    app = os.path.join(home, "app")
    command = [os.path.join(home, "venv", "bin", "python"), os.path.join(app, "labelpod_server.py"), "start_server"]
    command += ["--app", app, "--studies", settings.studies]
    for name, value in conf.items():
        command += ["--conf", name, value]
    return command


def server_environment(home, settings, socket, temporary):
    """Caches under DIR, times in UTC, nothing tracked outside, and the mark that every child inherits.

    `socket` is the path that it listens on, `temporary` a folder of its own: MONAI Label gives its temporary files names that
    somebody else could take first.
    """
    inherited = {name: value for name, value in os.environ.items() if re.fullmatch(INHERITED, name)}
    cache = os.path.join(home, "cache")
    return {
        **inherited,
        # PyPI's dcmqi puts itkimage2segimage there.
        "PATH": os.path.join(home, "venv", "bin") + os.pathsep + inherited.get("PATH", os.defpath),
        "HOME": os.path.join(cache, "home"),
        "XDG_CACHE_HOME": cache,
        "MPLCONFIGDIR": os.path.join(cache, "matplotlib"),
        "TORCH_HOME": os.path.join(cache, "torch"),
        "MONAI_LABEL_SESSION_PATH": os.path.join(cache, "sessions"),
        "MONAI_LABEL_DATASTORE_CACHE_PATH": os.path.join(cache, "datastore"),
        "MONAI_LABEL_DICOMWEB_CACHE_PATH": os.path.join(cache, "dicom"),
        # Its default shows a submitted label two hours late.
        "MONAI_LABEL_DICOMWEB_CACHE_EXPIRY": "60",
        "MONAI_LABEL_TRACKING_ENABLED": "false",
        # A training would ask for it at a port of loopback, where somebody else may listen.
        "MONAI_LABEL_AUTO_UPDATE_SCORING": "false",
        "LABELPOD_APP_SETTINGS": os.path.join(home, "app", "labelpod.json"),
        "PYTHONUNBUFFERED": "1",
        "TZ": "UTC",
        **settings.env,
        "LABELPOD_SOCKET": socket,
        "LABELPOD_UMASK": f"{_umask_of(home, settings.studies):03o}",
        "TMPDIR": temporary,
        MARK: home,
    }
