"""Bring brief/messages/*.po up to date with what brief/ says; new messages come empty."""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from csbm.brief.named import COUNTED, GRADES, HOLDERS, KINDS, LEVELS, SURVEYED
from csbm.brief.pictures import STATUS_WORDS
from csbm.brief.words import LANGUAGES

EMPTY = ("#, fuzzy", '"POT-', '"PO-Rev', '"Generated', '"Report-', '"Last-', '"Language-Team')
"""Lines of a head that say nothing, or another day each time."""
BRIEF = Path(__file__).resolve().parent.parent / "brief"


def messages() -> Iterator[str]:
    """Give every message of the document, each once, in the order in which it is found."""
    found = extract_from_dir(
        str(BRIEF), method_map=[("**.py", "python")], keywords={"say": None}, comment_tags=()
    )
    seen = [message for _file, _line, message, _comments, _context in found]
    data = (STATUS_WORDS, HOLDERS, KINDS, LEVELS, GRADES, COUNTED)
    seen += [*(text for words in data for text in words.values()), *SURVEYED]
    yield from (text for text in dict.fromkeys(seen) if isinstance(text, str))


def main() -> None:
    """Write the files."""
    for language in LANGUAGES:
        if language == "en":
            continue
        path = BRIEF / "messages" / f"{language}.po"
        old = read_po(io.BytesIO(path.read_bytes())) if path.exists() else Catalog()
        new = Catalog(
            locale=language,
            project="csbm",
            version="brief",
            fuzzy=False,
            header_comment="# Messages of csbm brief. Not yet read by a native speaker.",
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
