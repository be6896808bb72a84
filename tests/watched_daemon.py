"""``ttmba-live`` that tells on stderr of every file that its main thread asks for.

From SIGUSR1 on, until the next. ``tests/test_trust_disk.py`` starts it.
"""

import os
import signal
import sys
import threading

from ttmba_live.cli import main

EVENTS = {
    "open", "os.mkdir", "os.rename", "os.remove", "os.listdir", "os.scandir", "os.link", "os.rmdir",
    "os.truncate", "os.utime", "shutil.copyfile", "shutil.rmtree", "tempfile.mkstemp",
}  # fmt: skip
watching = []


def note(event, path):
    here = threading.current_thread() is threading.main_thread() and watching
    if here and isinstance(path, (str, os.PathLike)) and "pytest" in str(path):
        print("ON CONTROL", event, path, file=sys.stderr, flush=True)


def toggle(*_):
    if watching:
        watching.clear()
    else:
        watching.append(True)
        print("WATCHING", file=sys.stderr, flush=True)


def told(name):
    asked = getattr(os, name)

    def tell(path, *arguments, **options):
        note(name, path)
        return asked(path, *arguments, **options)

    setattr(os, name, tell)


if __name__ == "__main__":
    sys.addaudithook(lambda event, of: event in EVENTS and note(event, of[0]))
    told("stat")
    told("lstat")
    signal.signal(signal.SIGUSR1, toggle)
    main()
