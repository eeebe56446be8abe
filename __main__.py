"""``python -m csbm``: the command, where its own name is not on the path."""

from csbm.cli import main

if __name__ == "__main__":
    main(prog_name="csbm")
