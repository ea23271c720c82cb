"""A certificate authority of our own and a certificate for each address."""

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .settings import WORK

FOLDER = WORK / "certificates"
SYSTEM_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
BUNDLE = FOLDER / "bundle.pem"


def ensure(addresses: list[str]) -> Path:
    """A folder with ADDRESS.pem, key and certificate, for each address; BUNDLE trusts them."""
    addresses = ["127.0.0.1", *addresses]
    if BUNDLE.exists() and all((FOLDER / f"{a}.pem").exists() for a in addresses):
        return FOLDER
    FOLDER.mkdir(parents=True, exist_ok=True)
    # Written last again: until then some certificates are of an authority that it does not have.
    BUNDLE.unlink(missing_ok=True)
    authority_key, authority = _authority()
    for address in addresses:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _signed(address, key, authority_key, authority.subject)
        (FOLDER / f"{address}.pem").write_bytes(_pem(certificate) + _pem_of_key(key))
    system = SYSTEM_BUNDLE.read_bytes() if SYSTEM_BUNDLE.exists() else b""
    BUNDLE.write_bytes(system + _pem(authority))
    return FOLDER


def _authority():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "swoop benchmarks")])
    builder = _builder(name, name, key).add_extension(x509.BasicConstraints(True, 0), True)
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    return key, builder.add_extension(usage, True).sign(key, hashes.SHA256())


def _signed(address: str, key, authority_key, issuer: x509.Name) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    builder = _builder(name, issuer, key).add_extension(alternative, False)
    return builder.add_extension(identifier, False).sign(authority_key, hashes.SHA256())


def _builder(name: x509.Name, issuer: x509.Name, key) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=800))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _pem_of_key(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
