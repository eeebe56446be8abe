"""What ``csbm check`` says of a file: what was understood, every fault, every doubt."""

from .readers import Understanding


def check_lines(understanding: Understanding) -> list[str]:
    """Return in plain lines what was understood of a unit file, its faults and its doubts.

    Parameters
    ----------
    understanding : Understanding
        From `inspect_units`.
    """
    facts = [f"{key} {value}" for key, value in understanding.facts.items()]
    lines = [f"{understanding.source['file']}: {understanding.row_count:,} records"]
    lines += [f"  {fact}" for fact in facts]
    if understanding.columns:
        lines.append("columns")
        lines += [
            f"  {column} is {'its own' if header == column else repr(header)}"
            for column, header in understanding.columns.items()
        ]
    for title, found in (("faults", understanding.faults), ("doubts", understanding.doubts)):
        lines.append(f"{title}: {len(found) or 'none'}")
        lines += [f"  {one}" for one in found]
    return lines
