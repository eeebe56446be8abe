"""A sealed case: one file with the case, its inputs, its outputs, and a hash of each.

It is a ZIP archive of which the first member, ``manifest.json``, names every other with its
SHA-256, and says what computed the outputs. Who signs, signs the manifest (Ed25519, RFC 8032), in
``signature.json``. The same contents make the same bytes.
"""

import base64
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ..common.errors import InputError
from ..common.files import written_whole

__all__ = ["MANIFEST", "SIGNATURE", "Sealed", "read_sealed", "write_sealed"]

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "signature.json"
FORMAT: Final = "csbm sealed case"
FORMAT_VERSION: Final = 1
_NAME: Final = re.compile(
    r"(?:case\.toml|(?:inputs|outputs|withheld)(?:/[^/\\\x00-\x1f:]{1,200}){1,4})"
)
_MOST_BYTES: Final = 2 << 30
_MOST_MEMBERS: Final = 10_000
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Sealed:
    """What a sealed file holds, and every fault that was found in it.

    Parameters
    ----------
    manifest : dict
        As it was sealed.
    members : mapping of str to bytes
        All others by name.
    faults : tuple of str
        What does not agree with the manifest, a line each; empty of a file that is as it was made.
    signer : str
        Public key of who signed, base64; empty where nobody did or the signature is wrong.
    """

    manifest: dict[str, Any]
    members: Mapping[str, bytes] = field(repr=False)
    faults: tuple[str, ...] = ()
    signer: str = ""


def write_sealed(
    path: Path, manifest: Mapping[str, Any], members: Mapping[str, bytes], key: Path | None = None
) -> None:
    """Write a sealed case.

    Parameters
    ----------
    path : Path
    manifest : mapping
        What it says of itself; the members' hashes are added.
    members : mapping of str to bytes
    key : Path, optional
        A private key to sign with (`signing.new_key`).

    Raises
    ------
    InputError
        If the file cannot be written, or the key is none.
    """
    from .signing import signature

    hashes = {name: _sha256(data) for name, data in sorted(members.items())}
    told = {"format": FORMAT, "format_version": FORMAT_VERSION, **manifest, "members": hashes}
    plain = (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        _add(made, MANIFEST, plain)
        if key is not None:
            _add(made, SIGNATURE, signature(plain, key))
        for name, data in sorted(members.items()):
            _add(made, name, data)
    with written_whole(path) as temporary:
        temporary.write_bytes(archive.getvalue())


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data, compresslevel=9)


def read_sealed(path: Path) -> Sealed:
    """Read a sealed case and hold its members against its manifest and its signature.

    Raises
    ------
    InputError
        If it is no such file, or one that could do harm.
    """
    from .signing import verified

    members = _members(path)
    plain = members.pop(MANIFEST, None)
    signed = members.pop(SIGNATURE, None)
    if plain is None:
        raise InputError(f"{path}: is no sealed case (it has no {MANIFEST})")
    manifest = _manifest(path, plain)
    faults = list(_against(manifest["members"], members))
    signer = ""
    if signed is not None:
        signer = verified(plain, signed)
        if not signer:
            faults.append("the signature is not of this manifest: one of them was changed")
    return Sealed(manifest, members, tuple(faults), signer)


def _members(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_MEMBERS:
                raise InputError(
                    f"{path}: has {len(entries):,} members; no sealed case has so many"
                )
            if sum(entry.file_size for entry in entries) > _MOST_BYTES:
                raise InputError(f"{path}: would unpack to over {_MOST_BYTES >> 30} GiB")
            names = [entry.filename for entry in entries]
            for name in names:
                known = name in {MANIFEST, SIGNATURE} or _NAME.fullmatch(name)
                if not known or ".." in name.split("/"):
                    raise InputError(
                        f"{path}: a member is called {name[:80]!r}; a sealed case has none so"
                    )
                if names.count(name) > 1:
                    raise InputError(f"{path}: has two members called {name!r}")
            return {entry.filename: _content(archive, entry) for entry in entries}
    except FileNotFoundError as error:
        raise InputError(f"{path}: is not there; check the name") from error
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise InputError(f"{path}: is no sealed case, or is damaged ({_plain(error)})") from error


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read a member, and no more of it than it says it has."""
    import zlib

    try:
        with archive.open(entry) as stream:
            return stream.read(entry.file_size + 1)
    except zlib.error as error:
        raise zipfile.BadZipFile(str(error)) from error


def _plain(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def _manifest(path: Path, plain: bytes) -> dict[str, Any]:
    try:
        told = json.loads(plain)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: its manifest is no JSON ({_plain(error)})") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise InputError(f"{path}: is no sealed case")
    if told.get("format_version") != FORMAT_VERSION:
        raise InputError(
            f"{path}: is of format {told.get('format_version')!r}; this csbm reads {FORMAT_VERSION}"
        )
    hashes = told.get("members")
    if not isinstance(hashes, dict) or not all(isinstance(one, str) for one in hashes.values()):
        raise InputError(f"{path}: its manifest has no hashes")
    return told


def _against(hashes: Mapping[str, str], members: Mapping[str, bytes]) -> "list[str]":
    faults = [
        f"{name}: is in the manifest and not in the file" for name in hashes if name not in members
    ]
    for name, data in members.items():
        if name not in hashes:
            faults.append(f"{name}: is in the file and not in the manifest")
        elif hashes[name] != _sha256(data):
            faults.append(f"{name}: was changed after it was sealed (SHA-256 differs)")
    return faults


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fingerprint(public_key: str) -> str:
    """Return a short name of a public key: the first 16 signs of its SHA-256."""
    return hashlib.sha256(base64.b64decode(public_key)).hexdigest()[:16]
