"""The process that makes a live run's stems, behind the sound: started with the run's folder.

Frames to which it may go come in as lines; "finish" completes the folder, and an end without that
leaves everything as it is. "save" and a copy of the folder completes that one from what is rendered
already. What it has done goes out as lines of JSON. It ends with the daemon.
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
from ttmba_live.session._folder import finish_run
from ttmba_live.session._rerun import Rerun
from ttmba_live.session._tracks import Played, StemFile, stem_item


def main(folder: Path) -> int:
    """Follow the run in ``folder``; returns the exit status."""
    try:
        rerun = Rerun(folder, written=_tell_row, progress=lambda share: _say(share=share))
        try:
            rerun.run(_marks(rerun))
            done = finish_run(rerun)
            for text in done.lacks:
                _say(lacks=text)
            for text in done.told:
                _say(told=text)
        finally:
            rerun.close()
    except TtmbaError as error:
        _say(failed=str(error))
        return 1
    return 0


def _marks(rerun: Rerun) -> Iterator[int]:
    done = 0
    _say(done=done)
    while True:
        word, _, rest = sys.stdin.readline().strip().partition(" ")
        if word == "finish":
            threading.Thread(target=_end_with_daemon, daemon=True).start()
            return
        if not word:
            sys.exit(0)
        if word == "save":
            _say(saved=_saved(rerun, Path(json.loads(rest)), done))
            continue
        done = int(word)
        yield done
        _say(done=done)


def _saved(rerun: Rerun, folder: Path, frame: int) -> dict[str, list[str]] | None:
    """Complete a copy of the run; what is to be told, None if it cannot be made from here."""
    try:
        branch = rerun.branch(folder, frame, lambda share: _say(saving=share))
        if branch is None:
            return None
        try:
            branch.run()
            done = finish_run(branch)
            return {"lacks": done.lacks, "told": done.told, "failed": []}
        finally:
            branch.close()
    except (TtmbaError, OSError) as error:
        return {"lacks": [], "told": [], "failed": [str(error)]}


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
