"""What the commands do, as functions of Python with the same names and the same defaults."""
