"""The catalogues of languages as tests read them."""

import importlib.util
import io
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def script():
    """Return scripts/messages.py."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages"] = module  # its classes look their module up
    spec.loader.exec_module(module)
    return module


def asked():
    """Return what must be translated."""
    return script().messages()


def catalogue(language):
    """Return a language's catalogue, without its head."""
    from babel.messages.pofile import read_po

    text = (ROOT / "words" / "messages" / f"{language}.po").read_bytes()
    return [one for one in read_po(io.BytesIO(text)) if one.id]


def texts_of(one):
    """Return the texts of a message: one, or its plural forms."""
    return [one.string] if isinstance(one.string, str) else list(one.string)


def texts_in(language):
    """Return every text of a language."""
    return [text for one in catalogue(language) for text in texts_of(one)]
