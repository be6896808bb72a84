"""The process that makes a live run's stems, behind the sound: started with the run's folder.

Frames to which it may go come in as lines; "finish" completes the folder, and an end without that
leaves everything as it is. "save" and a copy of the folder completes that one from what is rendered
already. What it has done goes out as lines of JSON. A disk that takes nothing is waited for, which
is told; "hurry" and seconds say how long at most from now on. It ends with the daemon.

With a second word, a file's name, it writes down there now and then how far it is, and goes on from
what another such process wrote there.
Started by `ttmba_live.live._live_stems` and `ttmba_live.live._finishing`.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

from ttmba_live.daw import manifest_line
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.session._branch import branch
from ttmba_live.session._folder import finish_run
from ttmba_live.session._patience import SAVE_PATIENCE, Patience
from ttmba_live.session._rerun import Rerun
from ttmba_live.session._snapshot import keep, resumed
from ttmba_live.session._spool import remove_torn
from ttmba_live.session._tracks import STEMS, Played, StemFile, stem_item

_CLEANING = 2.0
"""Seconds in which a process whose daemon is gone removes what it has half written."""


_OFTEN = 20.0
"""Seconds between two times that it writes down how far it is, at least."""

_DEAR = 50.0
"""So many times as long as the last time took it waits at least, too."""


def main(folder: Path, snapshot: Path | None = None) -> int:
    """Follow the run in ``folder``; returns the exit status."""
    patience, saving = Patience(lambda why: _say(waits=why)), Patience(_tell_save, SAVE_PATIENCE)
    words = _heard(folder, patience, saving)
    try:
        rerun = _begun(folder, snapshot, patience)
        try:
            rerun.run(_marks(rerun, words, saving, snapshot))
            done = patience(lambda: finish_run(rerun))
            for text in done.lacks:
                _say(lacks=text)
            for text in done.told:
                _say(told=text)
        finally:
            rerun.close()
        if snapshot is not None:
            snapshot.unlink(missing_ok=True)
    except (TtmbaError, OSError) as error:
        _say(failed=str(error))
        return 1
    return 0


def _begun(folder: Path, snapshot: Path | None, patience: Patience) -> Rerun:
    """The run, from where another process left it, or from its beginning."""
    rerun = None
    if snapshot is not None:
        with contextlib.suppress(Unavailable):
            rerun = resumed(snapshot, patience)
    if rerun is None:
        with contextlib.suppress(OSError):  # of one that was killed, and from which none goes on
            remove_torn(folder / STEMS)
    rerun = rerun or Rerun(folder, writing=patience, lasting=snapshot is not None)
    rerun.listen(lambda share: _say(share=share), _tell_row)
    return rerun


def _heard(folder: Path, *patience: Patience) -> SimpleQueue[str]:
    """What the daemon says, from now on; the process ends when it says no more."""
    words: SimpleQueue[str] = SimpleQueue()

    def listen() -> None:
        status = 0
        while line := sys.stdin.readline():
            word, _, rest = line.strip().partition(" ")
            if word == "hurry":
                for one in patience:
                    one.hurry(float(rest))
                continue
            if word == "finish":
                status = 1  # it is needed until it is done
            words.put(line.strip())
        cleaner = threading.Thread(target=remove_torn, args=(folder / STEMS,), daemon=True)
        cleaner.start()
        cleaner.join(_CLEANING)
        os._exit(status)

    threading.Thread(target=listen, daemon=True).start()
    return words


def _marks(
    rerun: Rerun, words: SimpleQueue[str], saving: Patience, snapshot: Path | None
) -> Iterator[int]:
    done, due = rerun.reached, time.monotonic() + _OFTEN
    _say(done=done)
    while (line := words.get()) != "finish":
        word, _, rest = line.partition(" ")
        if word == "save":
            _say(saved=_saved(rerun, Path(json.loads(rest)), done, saving))
            continue
        done = int(word)
        yield done
        rerun.reached = done
        _say(done=done)
        if snapshot is not None and time.monotonic() > due:
            due = _kept(rerun, snapshot)


def _kept(rerun: Rerun, snapshot: Path) -> float:
    """Write down how far it is, if the disk takes it; when to do so again."""
    began = time.monotonic()
    with contextlib.suppress(OSError, Unavailable):
        keep(rerun, snapshot)
        _say(kept=rerun.reached)
    now = time.monotonic()
    return now + max(_OFTEN, _DEAR * (now - began))


def _saved(
    rerun: Rerun, folder: Path, frame: int, patience: Patience
) -> dict[str, list[str]] | None:
    """Complete a copy of the run; what is to be told, None if it cannot be made from here."""
    try:
        other = branch(rerun, folder, frame, lambda share: _say(saving=share), patience)
        if other is None:
            return None
        try:
            other.run()
            done = patience(lambda: finish_run(other))
            return {"lacks": done.lacks, "told": done.told, "failed": []}
        finally:
            other.close()
    except (TtmbaError, OSError) as error:
        return {"lacks": [], "told": [], "failed": [str(error)]}


def _tell_save(why: str) -> None:
    _say(waits=why)
    _say(save_waits=why)


def _tell_row(stem: StemFile, played: Played) -> None:
    _say(row=manifest_line(stem_item(stem, played), played.source, played.cue))


def _say(**what: object) -> None:
    try:
        print(json.dumps(what), flush=True)
    except OSError:
        os._exit(0)  # the daemon is gone


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
