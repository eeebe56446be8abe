"""Where a border line and its two territories come from."""
