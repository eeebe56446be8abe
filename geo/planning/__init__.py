"""Specified areas that cover a zone."""
