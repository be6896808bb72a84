"""A copy of a run that still goes on, completed from what is rendered of the run already."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ttmba_live.session._patience import Writing, at_once
from ttmba_live.session._replay import Replay
from ttmba_live.session._rerun import Rerun
from ttmba_live.session._spool import Spools, link_or_copy


def branch(
    rerun: Rerun,
    folder: Path,
    frame: int,
    progress: Callable[[float], None],
    writing: Writing = at_once,
) -> Rerun | None:
    """Another rerun that goes on from here in ``folder``, a copy of the run, and renders its end.

    ``frame`` is the mark at which this one stands; it must stand there until the other has run.
    ``progress`` hears shares, 0..1, and ``writing`` does what needs the disk. None if the copy ends
    before that. Raises `TtmbaError`.
    """
    replay = Replay(folder)
    replay.skip(frame, rerun.scene)
    if replay.end < frame:
        replay.close()
        return None
    replay.missing.extend(rerun.missing)
    other = copy.copy(rerun)
    other.part(replay, Spools(folder, writing), progress)
    for file in rerun.files:
        writing(partial(link_or_copy, rerun.folder / file, folder / file))
    return other
