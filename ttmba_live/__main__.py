"""``python -m ttmba_live``: the command line."""

from ttmba_live.cli import program

if __name__ == "__main__":
    program()
