"""The planner that needs no network: words are looked up and read by a small grammar."""

from __future__ import annotations

from ttmba_live.geometry import Position
from ttmba_live.scene import MAX_TEXT, Event
from ttmba_live.text._plan import Plan
from ttmba_live.text.lines import with_lines


class Rules:
    """Offline planning; holds no state, so any thread may call it."""

    name = "rules"

    def plan(self, text: str) -> Plan:
        """Event lines exactly, prose as one event in front. See `Planner`."""
        return with_lines(text, self._prose)

    def _prose(self, text: str) -> Plan:
        printable = "".join(c if c.isprintable() else " " for c in text)
        sound = " ".join(printable.split())[:MAX_TEXT].strip() or "sound"
        event = Event.checked(sound, 5.0, Position.checked(0.0, 0.0, 1.5))
        return Plan((event,), self.name, ())
