"""What works on a node: one generator, on one device of it. Knows neither ray nor the daemon.

Its constructor takes the generator's name and settings, so that it starts anywhere; clips go back
as bytes, since nodes and daemon share no folder.
"""

from __future__ import annotations

import os
import socket
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import ttmba_live
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.generate import ClipSpec, Made, lost_gpu
from ttmba_live.generate.chain import Chain, ChainSetup
from ttmba_live.generate.pipe import Handed, Refused
from ttmba_live.setup import AUTO, Settings, choose
from ttmba_live.setup.generators import LIBRARY

Wanted = tuple[ClipSpec, bytes | None]
"""An order, and the clip that it begins from, whose path means nothing here."""


class About(NamedTuple):
    """What a maker says of itself."""

    host: str
    version: str
    batch: int
    """Orders that it makes at once; 0 if it can make none."""
    fault: str
    """Why not, in a line."""


class Maker:
    """One generator on a node, loaded once. Any thread may call; one at a time makes clips."""

    def __init__(self, wanted: str, settings: Settings) -> None:
        """Load; whatever hinders it is told by `about`."""
        self._fault, self._chain = "", None
        self._lock = threading.Lock()
        try:
            self._chain = _chain(wanted, settings)
        except TtmbaError as error:
            self._fault = str(error)

    def about(self) -> About:
        """Who it is; also a sign of life."""
        batch = self._chain.batch if self._chain else 0
        return About(socket.gethostname(), ttmba_live.__version__, batch, self._fault)

    def make(self, orders: Sequence[Wanted]) -> list[Handed | Refused]:
        """Make clips, in the order of ``orders``; the samples come as bytes, float32 at 48 kHz."""
        assert self._chain
        found: dict[int, Handed | Refused] = {}
        with self._lock, tempfile.TemporaryDirectory(prefix="ttmba_live-starts-") as folder:
            specs = [_here(order, Path(folder)) for order in orders]
            try:
                for number, outcome in self._chain.generate_many(specs):
                    found[number] = _handed(outcome)
            except Exception as error:
                if lost_gpu.is_lost(error):
                    os._exit(lost_gpu.STATUS)
                raise
        return [found[number] for number in range(len(specs))]


def _chain(wanted: str, settings: Settings) -> Chain:
    """What is wanted; for "auto", the models that there are here."""
    source, _ = choose.generator(wanted, settings)
    assert isinstance(source.make, ChainSetup)
    first, *rest = source.make.links
    links = [replace(first, shelf=source.shelf), *rest]
    if wanted == AUTO:
        links = [link for link in links if link.heavy and link.name != LIBRARY]
    if not links:
        raise Unavailable("there is no model")
    return ChainSetup(tuple(links))()


def _here(order: Wanted, folder: Path) -> ClipSpec:
    """An order whose clip to begin from lies on this machine."""
    spec, content = order
    if spec.start is None or content is None:
        return spec
    path = folder / spec.start.digest
    path.write_bytes(content)
    return replace(spec, start=replace(spec.start, path=path))


def _handed(outcome: Made | Exception) -> Handed | Refused:
    if isinstance(outcome, Exception):
        return Refused.of(outcome)
    samples = outcome.clip.samples.tobytes()
    return Handed(outcome.note, outcome.maker, outcome.licence, samples)
