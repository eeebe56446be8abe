"""Bring words/messages/*.po up to date with what csbm says; new messages come empty."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from csbm.maps.messages import APART, english
from csbm.words.languages import LANGUAGES, plural_categories, plural_forms
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
FOLDER = ROOT / "words" / "messages"
SAYING = ("brief", "words", "exports", "console")
"""Rooms whose messages are in the catalogue; the page's English stands in maps/assets/messages."""


class Message(NamedTuple):
    """What is translated: a text, its form for many where it depends on a number, its context."""

    text: str
    many: str = ""
    context: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        """The message as a catalogue names it."""
        return (self.text, self.many) if self.many else self.text


def _found() -> Iterator[Message]:
    for room in SAYING:
        for _file, _line, told, _comments, _context in extract_from_dir(
            str(ROOT / room), method_map=[("**.py", "python")],
            keywords={"say": None, "say_count": (1, 2)}, comment_tags=(),
        ):  # fmt: skip
            yield Message(told) if isinstance(told, str) else Message(*told)
    data = (STATUS_WORDS, HOLDERS, KINDS, LEVELS, GRADES, AGES, ROLES, COUNTED)
    for text in (*(text for words in data for text in words.values()), *SURVEYED):
        yield Message(text)
    for key, told in english().items():
        if isinstance(told, str):
            yield Message(told, context=key if key in APART else "")
        else:
            yield Message(told["one"], told["other"])


def messages() -> list[Message]:
    """Return every message, each once, in the order in which it is found."""
    first: dict[tuple[str, str], Message] = {}
    for one in _found():
        known = first.setdefault((one.context, one.text), one)
        if one.many and known.many not in {"", one.many}:
            raise SystemExit(f"{one.text!r} has two forms for many")
        if one.many and not known.many:
            first[one.context, one.text] = one
    return list(first.values())


def updated(old: Catalog, language: str) -> Catalog:
    """Return a catalogue of today's messages, with the translations of an older one."""
    new = Catalog(
        locale=language,
        project="csbm",
        version="words",
        fuzzy=False,
        header_comment="# Messages of csbm."
        + ("" if LANGUAGES[language].read_by_native else " Not yet read by a native speaker."),
    )
    new.mime_headers = [("Plural-Forms", plural_forms(language))]
    for one in messages():
        known = old.get(one.text, one.context or None)
        told = known.string if known else ""
        forms: str | tuple[str, ...]
        if one.many:
            number = len(plural_categories(language))
            forms = tuple(told) if isinstance(told, list | tuple) else ()
            forms = (*forms, *([""] * number))[:number]
        else:
            forms = told if isinstance(told, str) else ""
        new.add(one.id, forms, context=one.context or None)
    return new


def written(catalogue: Catalog) -> str:
    """Return a catalogue as text, the same on every day."""
    held = io.BytesIO()
    write_po(held, catalogue, width=100, omit_header=False)
    lines = held.getvalue().decode().splitlines()
    return "\n".join(line for line in lines if not line.startswith(EMPTY)).rstrip() + "\n"


def main() -> None:
    """Write the files."""
    for language in LANGUAGES:
        if language == "en":
            continue
        path = FOLDER / f"{language}.po"
        old = read_po(io.BytesIO(path.read_bytes())) if path.exists() else Catalog()
        path.write_text(written(updated(old, language)), encoding="utf-8")


if __name__ == "__main__":
    main()
