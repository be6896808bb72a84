"""The process that makes a live run's stems, behind the sound: started with the run's folder.

Frames to which it may go come in as lines; "finish" completes the folder, and an end without that
leaves everything as it is. What it has done goes out as lines of JSON. It ends with the daemon.
Started by `ttmba_live.live._live_stems` and `ttmba_live.live._finishing`.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from ttmba_live.daw import manifest_line
from ttmba_live.errors import TtmbaError
from ttmba_live.session._folder import finish_run, rerun_notes
from ttmba_live.session._rerun import Rerun
from ttmba_live.session._tracks import Played, StemFile, stem_item


def main(folder: Path) -> int:
    """Follow the run in ``folder``; returns the exit status."""
    try:
        rerun = Rerun(folder, written=_tell_row, progress=lambda share: _say(share=share))
        try:
            rerun.run(_marks())
            lacks = finish_run(rerun)
            for text in lacks:
                _say(lacks=text)
            for text in rerun_notes(rerun):
                _say(told=text)
        finally:
            rerun.close()
    except TtmbaError as error:
        _say(failed=str(error))
        return 1
    return 0


def _marks() -> Iterator[int]:
    done = 0
    while True:
        _say(done=done)
        word = sys.stdin.readline().strip()
        if word == "finish":
            threading.Thread(target=_end_with_daemon, daemon=True).start()
            return
        if not word:
            sys.exit(0)
        done = int(word)
        yield done


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
