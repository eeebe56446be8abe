"""The measure: what is within d km of a line on the WGS84 ellipsoid."""
