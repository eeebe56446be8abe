"""The forms of the document, by ending."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from ..common.files import written_whole
from .document import Document
from .docx import as_docx
from .html import as_html
from .markdown import as_markdown
from .pdf import as_pdf

__all__ = ["FORMS", "write_document"]

FORMS: Final[dict[str, Callable[[Document], bytes]]] = {
    "docx": as_docx,
    "pdf": as_pdf,
    "html": lambda document: as_html(document).encode(),
    "md": lambda document: as_markdown(document).encode(),
}


def write_document(document: Document, path: Path, form: str) -> None:
    """Write a document, whole or not at all.

    Parameters
    ----------
    document : Document
    path : Path
    form : str
        One of `FORMS`.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    made = FORMS[form](document)
    with written_whole(path) as target:
        target.write_bytes(made)
