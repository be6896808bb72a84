"""ttmba.source: one source's place, gain, mute, loop, room, spread, play, stop and another take."""

from __future__ import annotations

from py2max.core.box import Box

from builder.canvas import Canvas, Source
from builder.live import FIELD
from builder.wire import LINK, listener, sender, teller

SIZE = (300.0, 174.0)
PORTS = (1, 0)
NAME = "source"
FASTEST_MS = 20
"""Milliseconds between messages of one control: the 50 a second that ADM-OSC recommends."""
COMMANDS = (
    "azimuth", "elevation", "distance", "gain", "mute", "loop", "play", "stop", "again",
    "room", "spread", "name",
)  # fmt: skip


def source() -> Canvas:
    """The whole patch."""
    return _Source().canvas


class _Source:
    def __init__(self) -> None:
        canvas = self.canvas = Canvas("ttmba.source", *SIZE)
        canvas.column(20.0, "Arguments: the source's name, link")
        self.started = canvas.obj("t b l", canvas.obj(f"patcherargs {NAME} {LINK}"))
        arguments = canvas.obj("unpack s s", (self.started, 1))
        self.link: Source = (arguments, 1)
        entrance = canvas.port("inlet", " ".join(COMMANDS))
        self.commands = canvas.obj(f"route {' '.join(COMMANDS)}", entrance)
        self._named(arguments)
        canvas.column(760.0, "Out")
        self.udp = sender(canvas, listener(canvas, self.link, "where"))
        self._place()
        self._level()
        self._buttons()
        self._room()
        self._news()

    def _named(self, arguments: Box) -> None:
        canvas = self.canvas
        shown = canvas.obj("prepend set", arguments, (self.commands, COMMANDS.index("name")))
        field = canvas.ui(
            "textedit", shown, show=(116.0, 8.0, 176.0, 22.0), text=NAME, varname="name", **FIELD
        )
        typed = canvas.typed(field)
        self.name = canvas.obj("t s s", arguments, (self.commands, COMMANDS.index("name")), typed)

    def _address(self, kind: str, word: str, *sources: Source) -> None:
        """A message to this source; its address follows the name."""
        canvas = self.canvas
        renamed = canvas.obj(f"sprintf set /ttmba/source/%s/{word}", self.name)
        if kind == "message":
            sent = canvas.message(f"/ttmba/source/{NAME}/{word}", *sources, renamed)
        else:
            slowed = [canvas.obj(f"speedlim {FASTEST_MS}", one) for one in sources]
            sent = canvas.obj(f"prepend /ttmba/source/{NAME}/{word}", *slowed, renamed)
        canvas.link(sent, self.udp)

    def _shows(self, value: float, dial: Box) -> None:
        """Begin with that value; nothing is sent on opening a patch."""
        self.canvas.link(self.canvas.message(f"set {value:g}.", self.started), dial)

    def _place(self) -> None:
        canvas = self.canvas
        canvas.column(1080.0, "Place: degrees, + left, + up; metres")
        azimuth = canvas.ui("flonum", self.commands, show=(8.0, 142.0, 62.0, 22.0),
                            numdecimalplaces=1, varname="azimuth")  # fmt: skip
        canvas.label("\N{DEGREE SIGN} + left", (68.0, 143.0, 48.0, 20.0), fontsize=10.0)
        elevation = canvas.dial("elevation", "elev", (self.commands, 1),
                                show=(120.0, 40.0, 54.0, 48.0),
                                mmin=-90.0, mmax=90.0, unitstyle=1)  # fmt: skip
        distance = canvas.dial("distance", "dist m", (self.commands, 2),
                               show=(178.0, 40.0, 54.0, 48.0),
                               mmin=0.2, mmax=40.0, exponent=3.0, unitstyle=1)  # fmt: skip
        self._shows(0.0, elevation)
        self._shows(2.0, distance)
        placed = {"azimuth": azimuth, "elevation": elevation, "distance": distance}
        for word, control in placed.items():
            self._address("prepend", word, control)
        canvas.column(1400.0, "The dial is a plan view: up is front, left is left")
        into = [canvas.obj(f"prepend {word}", control) for word, control in placed.items()]
        into.append(canvas.obj("prepend named", (self.name, 1)))
        # Deferred: the dial hears of its own moves again, and a script is not called while it runs.
        self.into = canvas.obj("deferlow", *into)
        self.compass = canvas.ui(
            "jsui", self.into, show=(8.0, 8.0, 104.0, 130.0), filename="ttmba.compass.js", border=0,
            varname="compass",
        )  # fmt: skip
        turned = canvas.obj("route azimuth placed moved", self.compass)
        canvas.link(turned, azimuth)
        parts = canvas.obj("unpack f f f", (turned, 1))
        for outlet, control in enumerate(placed.values()):
            canvas.link(canvas.obj("prepend set", (parts, outlet)), control)
        canvas.link((turned, 2), teller(canvas, self.link, "moved"))

    def _level(self) -> None:
        canvas = self.canvas
        canvas.column(1840.0, "Level, mute, loop")
        gain = canvas.dial("gain", "gain dB", (self.commands, 3), show=(236.0, 40.0, 56.0, 48.0),
                           mmin=-60.0, mmax=12.0, unitstyle=1)  # fmt: skip
        self._shows(0.0, gain)
        self._address("prepend", "gain", gain)
        for outlet, word, texts, x in (
            (4, "mute", ("Mute", "Muted"), 120.0), (5, "loop", ("Loop", "Looping"), 208.0),
        ):  # fmt: skip
            switch = canvas.switch(
                *texts, word, (self.commands, outlet), show=(x, 98.0, 84.0, 24.0)
            )
            self._address("prepend", word, switch)

    def _room(self) -> None:
        """What goes into the room, and how wide the source is: by messages alone."""
        for word in ("room", "spread"):
            self._address("prepend", word, (self.commands, COMMANDS.index(word)))

    def _buttons(self) -> None:
        canvas = self.canvas
        canvas.column(2180.0, "Play, stop, another take")
        for word, x in (("play", 120.0), ("stop", 179.0), ("again", 238.0)):
            pressed = canvas.button(word.capitalize(), word, show=(x, 130.0, 54.0, 34.0))
            both = canvas.obj("t b", pressed, (self.commands, COMMANDS.index(word)))
            self._address("message", word, both)

    def _news(self) -> None:
        canvas = self.canvas
        canvas.column(2520.0, "In: this source's state and place")
        news = listener(canvas, self.link, "news")
        known = canvas.obj("route /ttmba/event/state /ttmba/event/placed", news)
        for outlet, word in enumerate(("state", "placed")):
            canvas.link(canvas.obj(f"prepend {word}", (known, outlet)), self.into)
        moved = canvas.obj("prepend moved", listener(canvas, self.link, "moved"))
        canvas.link(moved, self.into)
