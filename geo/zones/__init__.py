"""Zones: bands, segments, exclusions, tripoints, sides, and what units are in them."""
