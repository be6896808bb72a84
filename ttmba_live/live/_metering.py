"""Levels from the mixer to whoever asked for them over OSC. Measures and sends nothing itself."""

from __future__ import annotations

from ttmba_live.engine import Levels, Meters, Mixer
from ttmba_live.osc import Level, OscServer


class Metering:
    """Turns the mixer's meters on while someone wants them. Thread: control."""

    def __init__(self, mixer: Mixer, osc: OscServer) -> None:
        """Watch over these."""
        self._mixer, self._osc = mixer, osc
        self._seen: Levels | None = None

    def look(self) -> None:
        """Pass on a window of levels that has come since the last look."""
        meters = self._mixer.meters
        if not self._osc.wants_meters():
            self._mixer.meters = None
        elif meters is None:
            self._mixer.meters = Meters(self._mixer.hop)
        elif meters.levels is not None and meters.levels is not self._seen:
            self._seen = levels = meters.levels
            sources = {name: Level(*level) for name, level in levels.sources.items()}
            left, right = levels.mix
            self._osc.levels(sources, (Level(*left), Level(*right)))
