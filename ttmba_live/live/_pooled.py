"""A cluster's workers before the one here, for a run's clips. Knows no cue and no sound."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ttmba_live.cluster import PoolSetup
from ttmba_live.generate.chain import ChainSetup
from ttmba_live.generate.in_turn import InTurn
from ttmba_live.generate.worker import Worker
from ttmba_live.live._reporter import Reporter
from ttmba_live.priority import CONTROL, go_first
from ttmba_live.setup import AUTO, Settings
from ttmba_live.setup.choose import Source
from ttmba_live.setup.generators import LIBRARY


def pooled(
    here: Worker, settings: Settings, source: Source, folder: Path, reporter: Reporter
) -> InTurn:
    """Start who is asked before the worker here: this machine's library, then the cluster.

    ``source`` is what the worker here makes clips with, ``folder`` takes what is on its way.
    """
    asked = settings.choose.generator
    cluster = Worker(
        PoolSetup(settings.generator.cluster, AUTO if asked == LIBRARY else asked, settings),
        folder / "cluster",
        waits=False,
        told=reporter.cluster_later,
        began=partial(go_first, CONTROL),
    )
    workers = [("cluster", cluster), ("here", here)]
    links = source.make.links if isinstance(source.make, ChainSetup) else ()
    if links and links[0].name == LIBRARY:
        library = Worker(ChainSetup(links[:1]), folder / "library")
        workers.insert(0, (LIBRARY, library))
    return InTurn(workers)
