"""Run by the environment's Python: writes a certificate for a host, its key and then the host's name to the files named."""

import datetime
import ipaddress
import os
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# Longer than any volume is kept; who it belongs to is told by its fingerprint, and the name tells strangers nothing.
VALID = datetime.timedelta(days=3650)
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])


def main(certificate_file, key_file, host_file, host):
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(NAME)
        .issuer_name(NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A day back: the clock of whoever connects may be behind.
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName([_name_of(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    _write(key_file, key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    _write(certificate_file, certificate.public_bytes(pem))
    # Last of all: it says that the others are whole.
    _write(host_file, host.encode())


def _name_of(host):
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host or "localhost")


def _write(path, content):
    partial = path + ".partial"
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    os.replace(partial, path)


main(*sys.argv[1:])
