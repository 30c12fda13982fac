"""The gate's own certificate: made once per volume by the environment's Python, known to people by its fingerprint."""

from __future__ import annotations

import os
import ssl
import subprocess

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "make_certificate.py")


class NoCertificateError(Exception):
    """It could not be made: the environment is broken or the disk is full."""


def tls_context(home):
    """What the gate listens with, its certificate being made where there is none yet. @raises NoCertificateError"""
    folder = os.path.join(home, "gate")
    files = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if not all(map(os.path.exists, files)):
            os.makedirs(folder, mode=0o700, exist_ok=True)
            python = os.path.join(home, "venv", "bin", "python")
            subprocess.run([python, PROGRAM, *files], check=True, capture_output=True, timeout=120)
        context.load_cert_chain(*files)
    except (OSError, subprocess.SubprocessError):
        raise NoCertificateError from None
    return context
