"""The command as a user runs it, in this process."""

from dataclasses import dataclass

from click.testing import CliRunner


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def csbm(*words: object) -> Ran:
    """Run a command line; an exception that escapes it fails the test."""
    from csbm.cli import main

    result = CliRunner().invoke(main, [str(word) for word in words], prog_name="csbm")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    assert "fault of csbm itself" not in result.output
    return Ran(result.exit_code, result.stdout, result.stderr)


def refused(*words: object) -> str:
    """Run a command that must refuse a wrong question: one line, exit code 2."""
    ran = csbm(*words)
    assert (ran.code, ran.out) == (2, ""), (ran.code, ran.out[:200], ran.err)
    assert ran.err.startswith("csbm: ")
    assert ran.err.count("\n") == 1
    return ran.err
