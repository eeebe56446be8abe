"""The document as one HTML page that needs no network and no script."""

from base64 import b64encode
from collections.abc import Iterator
from html import escape
from typing import Final

from .document import Cell, Contents, Document, Heading, Notes, Paragraph, Picture, Table

__all__ = ["as_html"]

_STYLE: Final = """
body { font: 11pt/1.45 "DejaVu Sans", "Noto Sans", Arial, sans-serif; color: #222;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; page-break-after: avoid; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1.2rem; font-size: 90%; }
caption, figcaption { text-align: left; font-style: italic; color: #444; padding: .3rem 0; }
th, td { border-bottom: 1px solid #ccc; padding: .25rem .4rem; vertical-align: top;
  text-align: left; overflow-wrap: anywhere; }
thead th { border-bottom: 2px solid #555; }
.number { text-align: right; }
figure { margin: 1rem 0; page-break-inside: avoid; } img { max-width: 100%; height: auto; }
.small, footer { font-size: 85%; color: #555; } tr { page-break-inside: avoid; }
"""


def as_html(document: Document) -> str:
    """Return the document as an HTML page.

    Parameters
    ----------
    document : Document
    """
    title = escape(document.title)
    body = "\n".join(_parts(document))
    return f"""<!doctype html>
<html lang="{document.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{title}</h1>
<p class="small">{escape(document.subtitle)}</p>
{body}
<footer>{escape(document.foot)}</footer>
</body>
</html>
"""


def _parts(document: Document) -> Iterator[str]:
    tables = figures = headings = 0
    for block in document.blocks:
        match block:
            case Heading():
                headings += 1
                level = block.level + 1
                yield f'<h{level} id="h{headings}">{escape(block.text)}</h{level}>'
            case Paragraph():
                kind = ' class="small"' if block.small else ""
                text = escape(block.text) + _marks(block.notes)
                yield f"<ul><li>{text}</li></ul>" if block.bullet else f"<p{kind}>{text}</p>"
            case Contents():
                items = "".join(
                    f'<li style="margin-left:{one.level - 1}em">'
                    f'<a href="#h{number}">{escape(one.text)}</a></li>'
                    for number, one in enumerate(document.headings, 1)
                )
                yield f"<nav><h2>{escape(block.title)}</h2><ul>{items}</ul></nav>"
            case Picture():
                figures += 1
                yield (
                    f'<figure><img alt="{escape(block.alt)}" style="width:{block.width_cm:g}cm"'
                    f' src="data:image/png;base64,{b64encode(block.png).decode()}">'
                    f"<figcaption>{escape(document.figure_word)} {figures}."
                    f" {escape(block.caption)}</figcaption></figure>"
                )
            case Table():
                tables += bool(block.caption)
                word = f"{escape(document.table_word)} {tables}. {escape(block.caption)}"
                yield _table(block, word if block.caption else "")
            case Notes():
                items = "".join(
                    f'<li id="n{one.number}" value="{one.number}">{escape(one.text)}'
                    f"{_address(one.url)}</li>"
                    for one in block.notes
                )
                yield f"<ol>{items}</ol>"


def _address(url: str) -> str:
    if not url:
        return ""
    shown = escape(url)
    known = url.startswith(("http://", "https://"))
    return f' <a href="{shown}" rel="noreferrer">{shown}</a>' if known else f" {shown}"


def _table(table: Table, caption: str) -> str:
    kinds = ['class="number"' if n in table.numeric else "" for n in range(table.columns)]
    told = f"<caption>{caption}</caption>" if caption else ""
    head = "".join(
        f'<th scope="col" {kind}>{escape(text)}</th>'
        for text, kind in zip(table.head, kinds, strict=False)
    )
    rows = "".join(
        "<tr>"
        + "".join(f"<td {kind}>{_cell(cell)}</td>" for cell, kind in zip(row, kinds, strict=True))
        + "</tr>\n"
        for row in table.rows
    )
    top = f"<thead><tr>{head}</tr></thead>" if table.head else ""
    return f"<table>{told}{top}<tbody>{rows}</tbody></table>"


def _cell(cell: Cell) -> str:
    return escape(cell.text) + _marks(cell.notes)


def _marks(notes: tuple[int, ...]) -> str:
    return "".join(f'<sup><a href="#n{number}">[{number}]</a></sup>' for number in notes)
