"""The root of every error that csbm raises on purpose."""


class CsbmError(Exception):
    """Bad input or failed work, said in one line: what, where, and what to do next."""

    exit_code = 1


class UsageError(CsbmError):
    """What was asked for cannot be asked: an unknown party, a negative depth (exit code 2)."""

    exit_code = 2


class InputError(CsbmError):
    """What was given cannot be read: a file, a row, a coordinate (exit code 1)."""
