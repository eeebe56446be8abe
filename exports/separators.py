"""Which separators a spreadsheet program of a language expects in a CSV."""

from .tables import Separators

__all__ = ["separators_of"]


def separators_of(language: str) -> Separators:
    """Return the separators of a language; of this system where tables speak English.

    Where the decimals stand after a comma, cells are parted by semicolons.

    Parameters
    ----------
    language : str
        A code such as ``pl``.

    Examples
    --------
    >>> separators_of("pl")
    Separators(cell=';', decimal=',')
    """
    from babel import default_locale
    from babel.core import UnknownLocaleError
    from babel.numbers import get_decimal_symbol

    named = language if language != "en" else default_locale("LC_NUMERIC") or "en"
    try:
        decimal = get_decimal_symbol(named)
    except (UnknownLocaleError, ValueError):
        decimal = "."
    return Separators(";", ",") if decimal == "," else Separators(",", ".")
