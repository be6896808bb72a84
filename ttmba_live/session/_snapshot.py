"""A run that is played again, put into a file as it stands, so that another process may go on.

Knows how to write and read that file, and nothing of when. It holds pickles: only what this program
wrote itself, in this run, under a name made by chance, is ever read.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from ttmba_live.audio import whole_file
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.session._patience import Writing
from ttmba_live.session._replay import Replay
from ttmba_live.session._rerun import Rerun

_REPLAY, _WRITING = "replay", "writing"


def keep(rerun: Rerun, path: Path) -> None:
    """Write down a rerun as it stands at a mark.

    Raises OSError or `Unavailable` if the disk takes nothing, or if it has a part that cannot be
    written, which changes nothing.
    """
    rerun.spools.store()
    known = rerun.replay.known
    names: dict[int, object] = {id(value): name for name, value in known.items()}
    others = {id(rerun.replay): _REPLAY, id(rerun.spools.writing): _WRITING}
    try:
        with whole_file(path) as part, part.open("wb") as file:
            _Pickler(file, names).dump(rerun.replay)
            _Pickler(file, names | others).dump(rerun)
    except (TypeError, AttributeError, pickle.PickleError) as error:
        raise Unavailable(f"cannot write {path}: {error}") from error


def resumed(path: Path, writing: Writing) -> Rerun:
    """The rerun that was written down; ``writing`` is as in `Rerun`, and nobody listens to it yet.

    Raises `Unavailable` if there is none that can be read.
    """
    try:
        with path.open("rb") as file:
            replay = pickle.load(file)  # noqa: S301 - ours, see above
            rerun = _Unpickler(replay, writing, file).load()
    except (OSError, EOFError, pickle.PickleError, TtmbaError) as error:
        raise Unavailable(f"cannot go on from {path}: {error}") from error
    assert isinstance(rerun, Rerun)
    if rerun.mix.is_gone:
        raise Unavailable(f"cannot go on from {path}: its mix is finished")
    rerun.spools.remove_others(path)
    return rerun


def _fixed(of: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """A mapping that nobody changes; the type itself has no name that can be written down."""
    return MappingProxyType(of)


class _Pickler(pickle.Pickler):
    """Leaves out what others have or can make again: clips, renderers, the timeline."""

    def __init__(self, file: IO[bytes], names: Mapping[int, object]) -> None:
        super().__init__(file, protocol=5)
        self._names = names

    def persistent_id(self, obj: object) -> Any:
        return self._names.get(id(obj))

    def reducer_override(self, obj: object) -> Any:
        if isinstance(obj, MappingProxyType):
            return _fixed, (dict(obj),)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def __init__(self, replay: Replay, writing: Writing, file: IO[bytes]) -> None:
        super().__init__(file)
        self._replay, self._writing = replay, writing

    def persistent_load(self, pid: Any) -> Any:
        if pid == _REPLAY:
            return self._replay
        return self._writing if pid == _WRITING else self._replay.again(*pid)
