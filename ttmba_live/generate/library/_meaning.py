"""Which sounds of an index are near to words in what they mean. Knows no model by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import Samples, read_clip
from ttmba_live.errors import TtmbaError, Unavailable

if TYPE_CHECKING:
    from ttmba_live.generate.library._store import Store

_WEIGHTS = ("model.safetensors", "pytorch_model.bin")

_BATCH = 16
"""Sounds whose meaning is written at once: what a process that is killed loses."""

LIKE = 0.35
"""Cosine from which a sound is taken though it has not the words."""

_HEARD = 60.0
"""Seconds that are read of a sound; ten of them are heard."""


class Model(Protocol):
    """What gives words and sounds directions of the same space."""

    identity: str

    def of_words(self, words: str) -> NDArray[np.float32]:
        """What words mean: (dimensions,), of length 1."""
        ...

    def of_sound(self, samples: Samples) -> NDArray[np.float32]:
        """What (frames,) at 48 kHz sound like."""
        ...


def weights_in(folder: Path) -> Path:
    """The file of weights in a folder of the hub's layout; raises `Unavailable`."""
    for name in _WEIGHTS:
        if (folder / name).is_file() and (folder / "config.json").is_file():
            return folder / name
    raise Unavailable(f"no CLAP model in {folder}: sounds are found by words alone")


def understand(store: Store, model: Model, progress: Callable[[int, int], None]) -> int:
    """Give every sound of an index that has none its direction; returns how many had none.

    It may be killed, and goes on with those that are left. ``progress`` hears how many are done of
    how many. A sound that cannot be read gets a direction of zeroes, which is near to nothing.
    """
    left = store.without_meaning(model.identity)
    for first in range(0, len(left), _BATCH):
        rows = []
        for entry in store.entries(left[first : first + _BATCH]):
            try:
                clip, _ = read_clip(entry.file, _HEARD)
                direction = model.of_sound(clip.samples)
            except TtmbaError:
                direction = np.zeros(1, np.float32)
            rows.append((entry.id, direction.astype(np.float16).tobytes()))
        store.keep_meanings(model.identity, rows)
        progress(min(first + _BATCH, len(left)), len(left))
    return len(left)


class Meanings:
    """All directions of an index, in memory: 2 KB a sound. Belongs to the store's thread."""

    def __init__(self, store: Store, model: Model, like: float = LIKE) -> None:
        """Read nothing yet; ``like`` is the cosine from which a sound is taken for its meaning."""
        self._store, self._model, self.like = store, model, like
        self._seen = (-1, -1)
        self._ids: NDArray[np.int64] = np.zeros(0, np.int64)
        self._rows: NDArray[np.float32] = np.zeros((0, 1), np.float32)

    def likenesses(self, words: str, ids: Sequence[int], count: int) -> dict[int, float]:
        """The cosines of the sounds nearest to words, so many, and of those with these ids.

        Sounds of which nothing is known are left out.
        """
        self._read()
        if not len(self._ids):
            return {}
        cosines = self._rows @ self._model.of_words(words)
        best = np.argpartition(-cosines, min(count, len(cosines)) - 1)[:count]
        wanted = np.asarray(ids, np.int64)
        places = np.minimum(np.searchsorted(self._ids, wanted), len(self._ids) - 1)
        for at in places[self._ids[places] == wanted]:
            best = np.append(best, at)
        return {int(self._ids[at]): float(cosines[at]) for at in best}

    def _read(self) -> None:
        """Take in what came to the index since."""
        version = self._store.version
        if version == self._seen:
            return
        self._seen = version
        rows = self._store.meanings(self._model.identity)
        size = max((len(row) for _, row in rows), default=0)
        whole = [(number, row) for number, row in rows if len(row) == size > 2]
        self._ids = np.array([number for number, _ in whole], np.int64)
        joined = np.frombuffer(b"".join(row for _, row in whole), np.float16)
        self._rows = joined.astype(np.float32).reshape(len(whole), size // 2)
