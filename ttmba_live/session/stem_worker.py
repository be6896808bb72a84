"""The process that makes a live run's stems, behind the sound: started with the run's folder.

Frames to which it may go come in as lines; "finish" completes the folder, and an end without that
leaves everything as it is; "save" and a copy of the run complete that one meanwhile (where
processes can be forked). What it has done goes out as lines of JSON. It ends with the daemon.
Started by `ttmba_live.live._live_stems` and `ttmba_live.live._finishing`.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from ttmba_live.daw import manifest_line
from ttmba_live.errors import TtmbaError
from ttmba_live.session._folder import finish_run, rerun_notes
from ttmba_live.session._rerun import Rerun
from ttmba_live.session._tracks import Played, StemFile, stem_item


def main(folder: Path) -> int:
    """Follow the run in ``folder``; returns the exit status."""
    begun = os.getpid()
    try:
        rerun = Rerun(folder, written=_tell_row, progress=lambda share: _say(share=share))
        try:
            rerun.run(_marks(rerun))
            lacks = finish_run(rerun)
            if rerun.folder != folder:
                _say(saved=str(rerun.folder), lacks=lacks, told=rerun_notes(rerun))
                return 0
            for text in lacks:
                _say(lacks=text)
            for text in rerun_notes(rerun):
                _say(told=text)
        finally:
            rerun.close()
    except TtmbaError as error:
        if os.getpid() == begun:
            _say(failed=str(error))
        return 1
    return 0


def _marks(rerun: Rerun) -> Iterator[int]:
    done = 0
    saves: dict[int, str] = {}
    while True:
        for process in list(saves):
            if os.waitpid(process, os.WNOHANG) != (0, 0):
                _say(unsaved=saves.pop(process))  # after "saved", it is nobody's concern
        _say(done=done)
        word = sys.stdin.readline().strip()
        if word.startswith("save "):
            copy = json.loads(word.removeprefix("save "))
            process = _fork(rerun, copy)
            if process == 0:
                return
            saves[process] = copy
            continue
        if word == "finish":
            threading.Thread(target=_end_with_daemon, daemon=True).start()
            return
        if not word:
            sys.exit(0)
        done = int(word)
        yield done


def _fork(rerun: Rerun, copy: str) -> int:
    """A process that goes on from here in a copy of the run; 0 in that one.

    It has all stems and the mix so far, so that a save renders only what still sounds.
    """
    rerun.flush()
    parent = os.getpid()
    process = os.fork()
    if process == 0:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        rerun.move(Path(copy), lambda share: _say(saving=copy, share=share))
    return process


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _end_with_daemon() -> None:
    while sys.stdin.readline():
        pass
    os._exit(1)


def _tell_row(stem: StemFile, played: Played) -> None:
    _say(row=manifest_line(stem_item(stem, played), played.source, played.cue))


def _say(**what: object) -> None:
    try:
        print(json.dumps(what), flush=True)
    except OSError:
        os._exit(0)  # the daemon is gone


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
