"""Map tiles from a server: off unless asked for, and then the only thing a page may fetch."""

import re
from dataclasses import dataclass
from typing import Final

from ..common.errors import UsageError

_ADDRESS: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>(\{s\}\.)?[A-Za-z0-9][A-Za-z0-9.-]*)(?P<port>:\d{1,5})?/[!-~]*"
)
_PLACES: Final = re.compile(r"\{(\w+)\}")
_KNOWN: Final = {"x", "y", "z", "s", "r"}


@dataclass(frozen=True)
class Tiles:
    """A server of map tiles.

    Parameters
    ----------
    url : str
        Of a tile, with {z}, {x} and {y}, and {s} for subdomains a, b and c where the server has
        them. OpenStreetMap's own tiles refuse pages that are opened from a file.
    attribution : str
        What the server's owner asks to be named as; shown as written.

    Raises
    ------
    UsageError
        If the address is none of a tile, or no attribution is given.

    Examples
    --------
    >>> Tiles("https://{s}.tiles.example.org/{z}/{x}/{y}.png", "Example").policy
    'https://*.tiles.example.org'
    """

    url: str
    attribution: str

    def __post_init__(self) -> None:
        places = set(_PLACES.findall(self.url))
        if not _ADDRESS.fullmatch(self.url) or not {"x", "y", "z"} <= places <= _KNOWN:
            raise UsageError(
                f"tiles from {self.url!r}: give an address like https://tiles.example.org/"
                "{z}/{x}/{y}.png"
            )
        if not self.attribution.strip():
            raise UsageError(
                "tiles need --tiles-attribution: who made them, as they ask to be named"
            )

    @property
    def policy(self) -> str:
        """What a content security policy calls the server."""
        parts = _ADDRESS.fullmatch(self.url)
        if parts is None:
            raise UsageError(f"tiles from {self.url!r}: no address")
        host = parts["host"].replace("{s}", "*")
        return f"{parts['scheme']}://{host}{parts['port'] or ''}"
