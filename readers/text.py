"""Delimited text: encoding and delimiter are found, every record keeps its line."""

import codecs
import csv
import io
import re

from .findings import Findings
from .formula_guard import unguard
from .headers import Known, nothing_known
from .raw import MAX_COLUMNS, MAX_ROWS, RawTable, table_from_records

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, findings: Findings) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    A byte order mark decides; else UTF-16 shows by its zero bytes; else UTF-8 is tried; else the
    file is from the years of code pages, and Windows-1251 (bytes above 127 stand in rows, whole
    words of Cyrillic) is told from Windows-1250 (they stand alone, within Latin words). That last
    guess is a doubt.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
    if not encoding and even + odd > len(data[:4096]) / 4:
        encoding = "utf-16-be" if even > odd else "utf-16-le"
    try:
        return data.decode(encoding or "utf-8"), encoding.removesuffix("-sig") or "utf-8"
    except UnicodeDecodeError as error:
        if encoding:
            findings.fault(
                None, "", f"is not the {encoding.upper()} it begins as (byte {error.start})",
                "save it as UTF-8",
            )  # fmt: skip
            return "", encoding
    high = len(re.findall(rb"[\x80-\xff]", data))
    in_rows = sum(len(run) for run in re.findall(rb"[\x80-\xff]{3,}", data))
    guess = "cp1251" if in_rows > high / 2 else "cp1250"
    text = data.decode(guess, errors="replace")
    findings.doubt(
        None, "", f"is not UTF-8; read as Windows-{guess[2:]}, which is a guess",
        "look at the names, and save the file as UTF-8 if they are wrong",
    )  # fmt: skip
    return text, guess


def find_delimiter(text: str, known: Known = nothing_known) -> str:
    """Return the delimiter that makes most sense of the first lines.

    The one under which the header shows most known columns; then most columns at all.

    Examples
    --------
    >>> find_delimiter("nazwa;lat;lon")
    ';'
    """
    sample = "\n".join(text.lstrip().splitlines()[:20])
    scores = []
    for rank, delimiter in enumerate(DELIMITERS):
        try:
            header = next(csv.reader(io.StringIO(sample), delimiter=delimiter), [])
        except csv.Error:
            continue
        usual = sum(known(name) for name in header[:MAX_COLUMNS])
        scores.append((usual if len(header) > 1 else 0, len(header), -rank, delimiter))
    return max(scores)[3] if scores else ","


def read_delimited(data: bytes, findings: Findings, *, known: Known = nothing_known) -> RawTable:
    """Return the table in a CSV or TSV file's bytes."""
    text, encoding = decode(data, findings)
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        findings.fault(line, "", "holds a zero byte", "this is no text file; save it as CSV again")
        return RawTable([], [], [])
    first_line = 1
    delimiter = ""
    if match := re.match(r"sep=(.)\r?\n", text):  # how Excel is told the delimiter
        delimiter, first_line, text = match[1], 2, text[match.end() :]
    delimiter = delimiter or find_delimiter(text, known)
    facts = {
        "format": "delimited text",
        "encoding": encoding,
        "delimiter": DELIMITERS.get(delimiter, repr(delimiter)),
    }
    records: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = first_line
    guarded = "'" in text
    try:
        for record in reader:
            records.append((line, [unguard(cell) for cell in record] if guarded else record))
            line = reader.line_num + first_line
            if len(records) > MAX_ROWS + 1:
                findings.fault(
                    None, "", f"has more than {MAX_ROWS:,} rows", "split it into several files"
                )
                return RawTable([], [], [], facts=facts)
    except csv.Error as error:
        findings.fault(line, "", _in_words(str(error)), "mend the quotes of this record")
    return table_from_records(records, findings, facts=facts, known=known)


def _in_words(error: str) -> str:
    if "field larger" in error:
        return f"a cell longer than {csv.field_size_limit():,} characters"
    if "unexpected end" in error:
        return 'a double quote (") opens here and is never closed'
    if "expected after" in error:
        return 'a double quote (") closes inside a cell'
    return f"cannot be read as delimited text ({error})"
