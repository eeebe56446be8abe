"""``python -m csbm``: the command, where its own name is not on the path."""

from csbm.cli import main

main(prog_name="csbm")
