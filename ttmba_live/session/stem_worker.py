"""The process that makes a live run's stems, behind the sound: ``python -m`` this, with a folder.

Frames to which it may go come in as lines; "finish" completes the folder, and an end without that
leaves everything as it is. What it has done goes out as lines of JSON. Started by
`ttmba_live.live._live_stems`.
"""

from __future__ import annotations

import json
import sys
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
        rerun = Rerun(folder, written=_tell_row)
        try:
            rerun.run(_marks())
            for text in finish_run(rerun):
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
            return
        if not word:
            sys.exit(0)
        done = int(word)
        yield done


def _tell_row(stem: StemFile, played: Played) -> None:
    _say(row=manifest_line(stem_item(stem, played), played.source, played.cue))


def _say(**what: object) -> None:
    try:
        print(json.dumps(what), flush=True)
    except OSError:
        sys.exit(0)  # the daemon is gone


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
