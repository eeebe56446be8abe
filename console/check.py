"""``csbm check``: how a file of units is read."""

from pathlib import Path

import click

from ..case.request import country_code
from ..common.errors import UsageError
from .options import (
    ROW_FORMATS,
    columns_option,
    crs_option,
    output_options,
    sheet_option,
    skip_option,
)
from .outputs import check_outputs
from .requests import note, write_rejects
from .shell import OnceCommand, tell


@click.command("check", cls=OnceCommand)
@click.argument("file")
@columns_option
@crs_option
@sheet_option
@skip_option
@click.option("--fix", is_flag=True, help="Write the units in csbm's own form (to -o, else CSV).")
@output_options()
def check_command(
    file: str,
    columns: str | None,
    crs: str | None,
    sheet: str | None,
    skip_faults: bool,
    fix: bool,
    output: Path | None,
    no_clobber: bool,
) -> None:
    """Say how a file of units is read, with every fault and doubt.

    FILE may be - for standard input. Exit code 1 where the file would be refused.
    """
    from ..common.errors import InputError
    from ..exports import delivery
    from ..units.check import check_lines
    from ..units.columns import parse_column_map
    from ..units.readers import inspect_units

    if output and not fix:
        raise UsageError("-o is where --fix writes; add --fix")
    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, None if output else "csv", ROW_FORMATS[1:])
    found = inspect_units(
        file,
        crs=crs,
        column_map=parse_column_map(columns) if columns else None,
        sheet=sheet,
        country_code=country_code,
        skip_faults=skip_faults,
    )
    tell("\n".join(check_lines(found)), err=fix and output is None)
    if found.units is None:
        wrote = ", and nothing was written" if fix else ""
        raise InputError(f"{file}: would not be read{wrote}; mend what is named above")
    if found.rejects:
        note(write_rejects([(file, one) for one in found.rejects]))
    if fix:
        delivery.write_units(found.units, output, fmt)
