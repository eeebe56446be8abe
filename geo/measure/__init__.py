"""Lines, points and metres on the ellipsoid; nothing here knows a border or a unit."""
