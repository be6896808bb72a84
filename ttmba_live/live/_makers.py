"""Who makes a run's clips: a worker here, before it a cluster's if one is set, and sketches.

Knows no cue and no sound.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ttmba_live.cluster import PoolSetup
from ttmba_live.generate.chain import ChainSetup
from ttmba_live.generate.in_turn import InTurn
from ttmba_live.generate.worker import Worker
from ttmba_live.live._reporter import Reporter
from ttmba_live.priority import CONTROL, go_first
from ttmba_live.setup import AUTO, Settings, choose
from ttmba_live.setup.choose import Source
from ttmba_live.setup.generators import LIBRARY


def makers(
    settings: Settings, source: Source, name: str, folder: Path, reporter: Reporter
) -> list[Worker | InTurn]:
    """Start what makes clips, and what makes sketches until they are there; in this order.

    ``name`` is the generator's that was chosen, ``folder`` takes what is on its way.
    """
    wanted = settings.generator
    here = Worker(
        source.make,
        folder,
        shelf=source.shelf,
        patience=wanted.patience,
        told=reporter.generator_later,
        began=partial(go_first, CONTROL),
    )
    first: Worker | InTurn = here
    if wanted.cluster:
        first = InTurn([*_before(source, name, settings, folder, reporter), ("here", here)])
    if not wanted.preview or not (source.slow or wanted.cluster):
        return [first]
    sketch, _ = choose.generator("sketch", settings)
    return [first, Worker(sketch.make, folder / "sketches")]


def _before(
    source: Source, name: str, settings: Settings, folder: Path, reporter: Reporter
) -> list[tuple[str, Worker]]:
    """Who is asked before the worker here: this machine's library, then the cluster."""
    asked = settings.choose.generator
    pool = PoolSetup(settings.generator.cluster, AUTO if asked == LIBRARY else asked, settings)
    cluster = Worker(
        pool,
        folder / "cluster",
        waits=False,
        told=reporter.cluster_later,
        began=partial(go_first, CONTROL),
    )
    if name != LIBRARY:
        return [("cluster", cluster)]
    assert isinstance(source.make, ChainSetup)
    library = Worker(ChainSetup(source.make.links[:1]), folder / "library")
    return [(LIBRARY, library), ("cluster", cluster)]
