"""What a worker's child needs to speak to a cluster, and what nodes are told. Knows no ray."""

from __future__ import annotations

from dataclasses import dataclass, fields
from multiprocessing.connection import Connection

from ttmba_live.setup import Settings
from ttmba_live.setup.generators import GENERATORS, LIBRARY

_OF_MODELS = {"generator", *(maker.name.replace("-", "_") for maker in GENERATORS)} - {LIBRARY}


@dataclass(frozen=True, slots=True)
class PoolSetup:
    """A `generate.pipe.Server` of a cluster's workers; travels by value."""

    address: str
    generator: str
    """What the nodes make clips with; "auto" is what models each of them has."""
    settings: Settings

    def serve(self, connection: Connection) -> None:
        """Join the cluster and have orders made there, until the pipe ends."""
        from ttmba_live.cluster._serving import serve

        serve(self, connection)

    def of_models(self) -> Settings:
        """The settings that nodes are told: those of models, and nothing of this machine's."""
        wanted = {f.name: getattr(self.settings, f.name) for f in fields(Settings)}
        return Settings(**{name: wanted[name] for name in wanted.keys() & _OF_MODELS})
