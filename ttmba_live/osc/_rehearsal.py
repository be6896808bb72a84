"""Whether a message would be understood, before there is a scene. Does nothing."""

from __future__ import annotations

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.osc._codec import Value
from ttmba_live.osc._pattern import is_pattern
from ttmba_live.osc._settings import OscSettings
from ttmba_live.osc.namespace._addresses import find
from ttmba_live.osc.namespace._table import AdmMemory, Answer, Desk
from ttmba_live.scene import Scene, Source


def rehearse(address: str, arguments: tuple[Value, ...]) -> None:
    """Raise `InvalidInput` if no such message is understood; every source is taken to be there.

    What a pattern will find cannot be known before.
    """
    if is_pattern(address):
        return
    settings = OscSettings()
    for match in find(address, Scene()):
        scene = Scene()
        if match.key:
            number = int(match.key) if match.key.isdecimal() else 1
            scene = scene.with_source(Source(match.key, number, match.key, Position(0.0, 0.0, 1.0)))
        desk = Desk(scene, settings, AdmMemory(settings.adm_distance))
        if isinstance(match.row.run(match.key, arguments, desk), Answer):
            raise InvalidInput(f"without arguments it asks; expected {match.row.usage}")
