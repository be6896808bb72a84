"""The processes that make clips and read texts, and the folder they use: what a start begins with.

They take longer to be there than all else, and wait for nothing of it. Knows no port and no run.
"""

from __future__ import annotations

from functools import partial

from ttmba_live.generate.in_turn import InTurn
from ttmba_live.generate.worker import Worker
from ttmba_live.live._pooled import pooled
from ttmba_live.live._reporter import Reporter
from ttmba_live.live._scratch import Scratch
from ttmba_live.priority import CONTROL, go_first
from ttmba_live.setup import Settings, choose
from ttmba_live.text import Planner, Served


class Makers:
    """Begun when made. ``workers`` are what makes clips, and what makes sketches meanwhile."""

    def __init__(
        self, settings: Settings, source: choose.Source, planner: Planner, reporter: Reporter
    ) -> None:
        """Start them; ``reporter`` hears how far the generator is. Raises `Unavailable`."""
        self.scratch = Scratch()
        self.planner = planner
        self.workers: list[Worker | InTurn] = []
        try:
            self._begin(settings, source, reporter)
        except BaseException:
            self.abandon()
            raise

    def _begin(self, settings: Settings, source: choose.Source, reporter: Reporter) -> None:
        folder = self.scratch.folder / "making"  # a full disk under the session spares the sound
        worker = Worker(
            source.make,
            folder,
            shelf=source.shelf,
            patience=settings.generator.patience,
            told=reporter.generator_later,
            began=partial(go_first, CONTROL),
        )
        self.workers.append(worker)
        if cluster := settings.generator.cluster:
            self.workers[0] = pooled(worker, settings, source, folder, reporter)
        if isinstance(self.planner, Served):
            self.planner.warm()
        if settings.generator.preview and (source.slow or cluster):
            sketch, _ = choose.generator("sketch", settings)
            self.workers.append(Worker(sketch.make, folder / "sketches"))

    def close(self) -> None:
        """End them; a worker's order on its way fails. May take seconds."""
        for worker in self.workers:
            worker.close()

    def abandon(self) -> None:
        """End every process now, and remove the folder."""
        for worker in self.workers:
            worker.kill()
        if isinstance(self.planner, Served):
            self.planner.close()
        self.scratch.remove()
