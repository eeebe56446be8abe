"""Bring words/messages/*.po up to date with what documents and tables say; new ones come empty."""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from csbm.words.language import LANGUAGES
from csbm.words.named import (
    AGES,
    COUNTED,
    GRADES,
    HOLDERS,
    KINDS,
    LEVELS,
    ROLES,
    STATUS_WORDS,
    SURVEYED,
)  # fmt: skip

EMPTY = ("#, fuzzy", '"POT-', '"PO-Rev', '"Generated', '"Report-', '"Last-', '"Language-Team')
"""Lines of a head that say nothing, or another day each time."""
ROOT = Path(__file__).resolve().parent.parent
SAYING = ("brief", "words", "exports", "console")
"""Rooms whose messages are in the catalogue."""


def messages() -> Iterator[str]:
    """Give every message, each once, in the order in which it is found."""
    seen: list[object] = []
    for room in SAYING:
        found = extract_from_dir(
            str(ROOT / room), method_map=[("**.py", "python")], keywords={"say": None},
            comment_tags=(),
        )  # fmt: skip
        seen += [message for _file, _line, message, _comments, _context in found]
    data = (STATUS_WORDS, HOLDERS, KINDS, LEVELS, GRADES, AGES, ROLES, COUNTED)
    seen += [*(text for words in data for text in words.values()), *SURVEYED]
    yield from (text for text in dict.fromkeys(seen) if isinstance(text, str))


def main() -> None:
    """Write the files."""
    for language in LANGUAGES:
        if language == "en":
            continue
        path = ROOT / "words" / "messages" / f"{language}.po"
        old = read_po(io.BytesIO(path.read_bytes())) if path.exists() else Catalog()
        new = Catalog(
            locale=language,
            project="csbm",
            version="words",
            fuzzy=False,
            header_comment="# Messages of csbm. Not yet read by a native speaker.",
        )
        for text in messages():
            known = old.get(text)
            new.add(text, str(known.string) if known else "")
        held = io.BytesIO()
        write_po(held, new, width=100, omit_header=False)
        lines = held.getvalue().decode().splitlines()
        kept = [one for one in lines if not one.startswith(EMPTY)]
        path.write_text("\n".join(kept).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
