"""What a network does over and over, recorded into CUDA graphs. Knows no network.

A look of a transformer is some thousand small kernels; replaying them spares the host from
launching each, which takes longer than the kernels themselves.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

import torch

Body = Callable[[], None]
Capture = Callable[[Body], Body]
"""Takes a body that works on fixed buffers, returns what repeats it."""

_MOST = 48
_WARM_RUNS = 3


class CudaCapture:
    """Records bodies into CUDA graphs that share one pool of memory."""

    def __init__(self) -> None:
        self._pool: Any = None

    def __call__(self, body: Body) -> Body:
        side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(_WARM_RUNS if self._pool is None else 1):
                body()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool):
            body()
        self._pool = self._pool or graph.pool()
        return graph.replay


Recorded = TypeVar("Recorded")


class Recordings(Generic[Recorded]):
    """Recordings by what they are for; the oldest go first. ``fault`` says why there are none."""

    def __init__(self, capture: Capture | None = None) -> None:
        self._capture = capture or CudaCapture()
        self._kept: OrderedDict[Hashable, Recorded] = OrderedDict()
        self.fault = ""

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, record: Callable[[Capture], Recorded]) -> Recorded | None:
        """The recording of that key, made if need be; None where none can be made.

        Raises `torch.OutOfMemoryError`, without any recording left.
        """
        if self.fault:
            return None
        if key not in self._kept:
            try:
                self._kept[key] = record(self._capture)
            except torch.OutOfMemoryError:
                self.forget()
                raise
            except RuntimeError as error:
                self.fault = f"CUDA graphs cannot be used: {str(error).splitlines()[0]}"
                return None
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def forget(self) -> None:
        """Leave all recordings, since they compute with what is no longer to be computed with."""
        self._kept.clear()
