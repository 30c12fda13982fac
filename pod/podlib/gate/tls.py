"""The gate's own certificate: made by the environment's Python for one address, known to people by its fingerprint."""

from __future__ import annotations

import collections
import os
import ssl
import subprocess

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "make_certificate.py")

# `context` is what the gate listens with, `certificate` the same for people, in PEM.
Tls = collections.namedtuple("Tls", "context certificate")


class NoCertificateError(Exception):
    """It could not be made: the environment is broken or the disk is full."""


def open_tls(home, host):
    """The certificate of DIR/gate, made anew when it is for another host than this. @raises NoCertificateError"""
    folder = os.path.join(home, "gate")
    certificate_file, key_file, host_file = (os.path.join(folder, name) for name in ("cert.pem", "key.pem", "host"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if _read(host_file) != host.encode():
            os.makedirs(folder, mode=0o700, exist_ok=True)
            python = os.path.join(home, "venv", "bin", "python")
            argv = [python, PROGRAM, certificate_file, key_file, host_file, host]
            subprocess.run(argv, check=True, capture_output=True, timeout=120)
        context.load_cert_chain(certificate_file, key_file)
        return Tls(context, _read(certificate_file))
    except (OSError, subprocess.SubprocessError):
        raise NoCertificateError from None


def _read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
