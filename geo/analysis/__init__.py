"""What is asked of zones and units: comparisons, crossings, balance, parity, chances."""
