"""What keeps a hostile file from costing more than it should: bombs, entities, odd archives."""

import io
import lzma
import re
import struct
import zipfile
from pathlib import Path

from .errors import InputError

MAX_BYTES = 256 * 1024 * 1024
MAX_MEMBERS = 2_000
_CHUNK = 1 << 20
_DECLARATION = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']""")
_PLAIN_ENCODINGS = {"utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-2", "iso-8859-5"}
_PLAIN_ENCODINGS |= {"windows-1250", "windows-1251", "windows-1252", "koi8-r", "utf-16"}


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises
    ------
    InputError
        If it is a folder, is not there (any more), may not be read, or is larger than 256 MiB.
    """
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; give the file in it")
        if not path.is_file() and path.exists():
            raise InputError(f"{path}: is no ordinary file; save it to one first")
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise InputError(f"{path}: is not there; check the name") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path}: cannot be read ({reason})") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{path}: is larger than {MAX_BYTES >> 20} MiB; split it")
    return data


_WRAPPERS = re.compile(
    rb"<OGRVRTDataSource|<VRTDataset|<OGRWFSDataSource|<OGRCSWDataSource|<OGCAPICollection|"
    rb"<GDAL_WMS|gdal_streamed_alg|gdalg_version",
    re.IGNORECASE,
)
_HEAD = 1 << 16
"""More than any driver of GDAL looks at to tell what a file is, bytes."""


def check_wrapper(head: bytes, name: str) -> None:
    """Refuse a file that GDAL might open as a list of other files or addresses.

    GDAL tells what a file is by its first bytes, whatever its ending, and finds such a list behind
    a comment too. So no such word may stand anywhere near the start of a file.

    Parameters
    ----------
    head : bytes
        The file's first bytes; all of them that matter are looked at.
    name : str
        What to call it.

    Raises
    ------
    InputError
        If it speaks of other files or of addresses.
    """
    if _WRAPPERS.search(head[:_HEAD]):
        raise InputError(
            f"{name}: is not what its ending says: it points to other files or to addresses, which"
            " are not opened; give the file itself"
        )


def check_wrapper_file(path: Path, name: str) -> None:
    """Do the same for a file on disk; what cannot be read is left to whoever opens it."""
    try:
        with path.open("rb") as stream:
            check_wrapper(stream.read(_HEAD), name)
    except OSError:
        return


def check_xml(data: bytes, name: str) -> None:
    """Refuse XML that declares a document type, and with it entities of its own.

    No KML, GPX or spreadsheet needs one, and "billion laughs" and outside files come in by it.

    Raises
    ------
    InputError
        If there is a declaration, or the encoding is one in which it could hide.
    """
    head = data[:4]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head:
        try:
            text = data.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"{name}: is not the UTF-16 it begins as; save it as UTF-8") from error
        data = text.encode("utf-8", errors="replace")
        if b"\0" in data:
            raise InputError(f"{name}: holds zero bytes; this is no XML, save it as UTF-8")
    declared = _DECLARATION.match(data.lstrip()[:200].removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].decode("ascii", "replace").lower() not in _PLAIN_ENCODINGS:
        raise InputError(f"{name}: is written in {declared[1].decode()!r}; save it as UTF-8")
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", data, re.IGNORECASE):
        raise InputError(f"{name}: declares a document type (<!DOCTYPE …>), which is not read;"
                         " save it again without one")  # fmt: skip


def check_zip(path: Path, data: bytes, *, xml: bool = False) -> list[str]:
    """Return the names in an archive after reading it through once, counting.

    Parameters
    ----------
    path : Path
        What to call it.
    data : bytes
        A zip file: XLSX, ODS, KMZ or a zipped Shapefile.
    xml : bool, optional
        Whether its XML members are to be free of document types.

    Raises
    ------
    InputError
        If it is no zip file or a broken one, is encrypted, unpacks to more than 256 MiB, holds
        more than 2,000 members, or one whose name points outside.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise InputError(f"{path}: holds {len(members):,} files; save it again")
            left = MAX_BYTES
            for member in members:
                parts = re.split(r"[/\\]", member.filename)
                if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]:
                    raise InputError(
                        f"{path}: holds a name that points outside, {member.filename[:80]!r};"
                        " not opened"
                    )
                left -= _count(archive, member, left, path=path, xml=xml)
            return [member.filename for member in members]
    except (
        *(zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError),
        *(LookupError, struct.error, lzma.LZMAError),
    ) as error:
        raise InputError(f"{path}: is no readable zip archive ({error}); save it again") from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise InputError(f"{path}: is a broken zip archive ({error}); save it again") from error


def _count(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, *, path: Path, xml: bool
) -> int:
    """Return the true size of a member; refuse it beyond ``left`` bytes."""
    size = 0
    wanted = xml and member.filename.lower().endswith((".xml", ".rels", ".kml", ".vml"))
    pieces = []
    with archive.open(member) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > left:
                raise InputError(
                    f"{path}: unpacks to more than {MAX_BYTES >> 20} MiB; not opened, split it"
                )
            if wanted:
                pieces.append(piece)
    if wanted:
        check_xml(b"".join(pieces), f"{path}: {member.filename}")
    return size
