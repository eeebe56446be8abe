"""What the commands of cli.py share: options, what is asked for, errors of one line."""
