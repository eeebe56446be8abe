"""The languages that the page speaks."""

from typing import Final

LANGUAGES: Final = ("en", "pl", "be", "ru", "uk")
