"""Signatures of sealed cases: Ed25519 (RFC 8032), by the library cryptography."""

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..common.errors import InputError
from ..common.guards import read_bytes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["new_key", "public_key", "signature", "verified"]


def new_key() -> tuple[bytes, str]:
    """Return a new private key (PEM, PKCS 8, not encrypted) and its public key, base64."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    return pem, base64.b64encode(key.public_key().public_bytes_raw()).decode()


def public_key(path: Path) -> str:
    """Return the public key of a private one in a file, base64.

    Raises
    ------
    InputError
        If the file is no Ed25519 private key without a password.
    """
    return base64.b64encode(_read(path).public_key().public_bytes_raw()).decode()


def signature(plain: bytes, path: Path) -> bytes:
    """Return the signature of some bytes as JSON: algorithm, public key, signature.

    Raises
    ------
    InputError
        As `public_key`.
    """
    signed = base64.b64encode(_read(path).sign(plain)).decode()
    told = {"algorithm": "Ed25519", "public_key": public_key(path), "signature": signed}
    return (json.dumps(told, indent=2) + "\n").encode()


def verified(plain: bytes, signed: bytes) -> str:
    """Return the public key whose signature of some bytes this is; empty where it is not."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        told = json.loads(signed)
        if told["algorithm"] != "Ed25519":
            return ""
        raw = base64.b64decode(told["public_key"], validate=True)
        Ed25519PublicKey.from_public_bytes(raw).verify(
            base64.b64decode(told["signature"], validate=True), plain
        )
    except (ValueError, KeyError, TypeError, InvalidSignature, RecursionError):
        return ""
    return base64.b64encode(raw).decode()


def _read(path: Path) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        key = form.load_pem_private_key(read_bytes(path), password=None)
    except (ValueError, TypeError) as error:
        raise InputError(f"{path}: is no private key in PEM without a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(f"{path}: is no Ed25519 key; csbm case key -o FILE makes one")
    return key
