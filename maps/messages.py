"""What the page says: English by key in assets/messages/en.json, all else from words/messages."""

import json
from functools import cache
from importlib.resources import files
from typing import Final

from ..words.language import Words
from ..words.languages import LANGUAGES

__all__ = ["APART", "english", "message_data", "messages"]

Message = str | dict[str, str]
"""A text; or where it depends on a number ``count``, texts by plural category."""
APART: Final = frozenset({"level.unit"})
"""Keys whose English is translated apart from the same English elsewhere."""


@cache
def english() -> dict[str, Message]:
    """Return the page's English, by key."""
    path = files(__package__ or "csbm.maps") / "assets" / "messages" / "en.json"
    told: dict[str, Message] = json.loads(path.read_text(encoding="utf-8"))
    return told


def messages() -> dict[str, dict[str, Message]]:
    """Return what the page says: by language, then by key."""
    return {language: _spoken(Words(language)) for language in LANGUAGES}


def _spoken(words: Words) -> dict[str, Message]:
    return {
        key: words.translated(text, key if key in APART else "")
        if isinstance(text, str)
        else words.forms(text["one"], text["other"])
        for key, text in english().items()
    }


def message_data() -> dict[str, object]:
    """Return what the page's script reads: keys once, then the texts of each language in order."""
    return {
        "keys": list(english()),
        "texts": {language: list(told.values()) for language, told in messages().items()},
        "unread": [code for code, language in LANGUAGES.items() if not language.read_by_native],
    }
