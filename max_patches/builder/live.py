"""ttmba.live: one daemon's host and port, cue field, source list, stop, panic, level, recording.

Max's udpsend has no receiving side, so the module subscribes a port of its own, again every two
seconds (a restarted daemon has forgotten it), and asks for a pong there. When none comes for five
seconds it says so and tries another port: the first may belong to another program.
"""

from __future__ import annotations

from builder.canvas import PALE, Canvas, Source
from builder.wire import HOST, LINK, NEWS, PORT, teller

SIZE = (420.0, 330.0)
PORTS = (1, 2)
RENEW_MS = 2000
PATIENCE_MS = 5000
METERS_HZ = 10
FIRST_PORT, PORTS_TO_TRY = 49152, 16000
FIELD = {"fontsize": 12.0, "keymode": 1, "outputmode": 1, "nosymquotes": 1, "lines": 1,
         "wordwrap": 0, "bgcolor": PALE, "textcolor": [0.1, 0.1, 0.12, 1.0]}  # fmt: skip
LISTED = ("state", "progress", "placed", "refused", "status", "pong", "meter")
ERROR, PONG = 3, 5


def live() -> Canvas:
    """The whole patch."""
    return _Live().canvas


class _Live:
    def __init__(self) -> None:
        canvas = self.canvas = Canvas("ttmba.live", *SIZE)
        canvas.column(20.0, "Arguments: host, port, link, port to listen on (0: any)")
        arguments = canvas.obj(f"patcherargs {HOST} {PORT} {LINK} 0")
        self.started = canvas.obj("t b b l", arguments)
        self.values = canvas.obj("unpack s i s i", (self.started, 2))
        self._destination()
        self._socket()
        self._controls()
        self._recording()
        self._answers()
        self._subscription()

    def _destination(self) -> None:
        """Host and port, shown and editable."""
        canvas = self.canvas
        canvas.label("daemon", (8.0, 9.0, 54.0, 20.0))
        host = canvas.ui(
            "textedit", canvas.obj("prepend set", self.values), show=(62.0, 8.0, 110.0, 22.0),
            text=HOST, varname="host", **FIELD,
        )  # fmt: skip
        typed = canvas.typed(host)
        port = canvas.ui(
            "number", (self.values, 1), show=(176.0, 8.0, 62.0, 22.0), minimum=1, maximum=65535,
            varname="port",
        )  # fmt: skip
        order = canvas.obj("t b i", port)
        self.where = canvas.obj(f"pack {HOST} {PORT}", self.values, typed, order)
        canvas.link((order, 1), self.where, 1)

    def _socket(self) -> None:
        """The socket here, and the same destination for the other modules of the link."""
        canvas = self.canvas
        canvas.column(420.0, "Out: the inlet's messages go to the daemon")
        told = canvas.obj("t l l", self.where)
        parts = canvas.obj("unpack s i", canvas.obj("zl.change", told))
        self.udp = canvas.obj(
            f"udpsend {HOST} {PORT}", canvas.obj("prepend host", parts),
            canvas.obj("prepend port", (parts, 1)),
            canvas.port("inlet", "OSC messages for the daemon"),
        )  # fmt: skip
        canvas.link((told, 1), teller(canvas, (self.values, 2), "where"))

    def _controls(self) -> None:
        canvas = self.canvas
        canvas.column(800.0, "Cue, stop, panic, level")
        now = canvas.button("Send", "Send", show=(356.0, 36.0, 54.0, 24.0))
        cue = canvas.ui(
            "textedit", now, show=(10.0, 36.0, 342.0, 24.0), varname="cue", **FIELD,
            text="a dog barks on the left, thunder rolls behind you",
        )  # fmt: skip
        canvas.link(canvas.obj("prepend /ttmba/cue", canvas.typed(cue)), self.udp)
        for word, x in (("Stop", 296.0), ("Panic", 354.0)):
            pressed = canvas.button(word, word, show=(x, 8.0, 56.0, 22.0))
            canvas.link(canvas.message(f"/ttmba/{word.lower()}", pressed), self.udp)
        canvas.label("level", (192.0, 300.0, 36.0, 20.0))
        canvas.label("dB", (278.0, 300.0, 24.0, 20.0))
        level = canvas.ui("flonum", show=(226.0, 299.0, 52.0, 22.0), minimum=-60.0, maximum=12.0,
                          varname="level")  # fmt: skip
        canvas.link(canvas.obj("prepend /ttmba/gain", level), self.udp)

    def _recording(self) -> None:
        """Record and save under the name in the field."""
        canvas = self.canvas
        canvas.column(1180.0, "Record the mix, save the session")
        record = canvas.switch("Record", "Recording", "Record", show=(114.0, 299.0, 70.0, 22.0))
        on_off = canvas.obj("sel 1 0", record)
        begin = canvas.obj("t b 1", on_off)
        canvas.link(canvas.message("/ttmba/record/stop", (on_off, 1)), self.udp)
        saved = canvas.button("Save session", "Save", show=(326.0, 299.0, 84.0, 22.0))
        save = canvas.obj("t b 2", saved)
        name = canvas.ui(
            "textedit", begin, save, show=(10.0, 299.0, 100.0, 22.0), text="take_1",
            varname="take", **FIELD,
        )  # fmt: skip
        which = canvas.obj("gate 2", (begin, 1), (save, 1))
        canvas.link(canvas.typed(name), which, 1)
        for outlet, address in enumerate(("record/start", "session/save")):
            canvas.link(canvas.obj(f"prepend /ttmba/{address}", (which, outlet)), self.udp)

    def _answers(self) -> None:
        """The daemon's messages: into the list, to the other modules, out of the outlet."""
        canvas = self.canvas
        canvas.column(1500.0, "In: what the daemon says")
        self.received = canvas.obj("udpreceive 0")
        canvas.link(self.received, teller(canvas, (self.values, 2), "news"))
        self.news = canvas.obj(f"route {NEWS}", self.received)
        into = [canvas.obj(f"prepend {w}", (self.news, i)) for i, w in enumerate(LISTED)]
        self.list = canvas.ui(
            "jsui", *into, show=(10.0, 66.0, 400.0, 226.0), filename="ttmba.list.js", border=0,
            varname="list",
        )  # fmt: skip
        clicked = canvas.obj("route select", self.list)
        canvas.link((clicked, 1), self.udp)
        canvas.obj("print ttmba", (self.news, ERROR))
        canvas.port("outlet", "everything that the daemon says", self.received)
        canvas.beside(60.0)
        canvas.port("outlet", "the source that was clicked in the list", clicked)

    def _meters(self, port: Source) -> None:
        """Asked for while the switch is down, with the rest of the subscription."""
        canvas = self.canvas
        switch = canvas.switch("Meters", "Meters", "Meters", show=(242.0, 8.0, 50.0, 22.0))
        asked = canvas.obj("gate", switch)
        canvas.link(port, asked, 1)
        rated = canvas.obj(f"pack 0 {METERS_HZ}.", asked)
        canvas.link(canvas.obj("prepend /ttmba/meter/subscribe", rated), self.udp)
        ended = canvas.obj("int", canvas.obj("sel 0", switch))
        canvas.link(port, ended, 1)
        canvas.link(canvas.obj("prepend /ttmba/meter/unsubscribe", ended), self.udp)

    def _subscription(self) -> None:
        canvas = self.canvas
        canvas.column(2420.0, "Subscription: renewed, watched, on a port of its own")
        pulse = canvas.obj(f"metro {RENEW_MS}", canvas.message("1", self.started))
        canvas.link(pulse, self.where)
        kept = canvas.obj("int", pulse)
        again = canvas.obj("t i i i", kept)
        self._meters((again, 2))
        for outlet, word in ((1, "subscribe"), (0, "ping")):
            canvas.link(canvas.obj(f"prepend /ttmba/{word}", (again, outlet)), self.udp)
        canvas.column(2820.0, "When no pong comes: say so, try another port")
        late = canvas.obj("t b b b b")
        watch = canvas.obj(
            f"delay {PATIENCE_MS}", late, self.started, canvas.obj("t b", (self.news, PONG))
        )
        canvas.link(watch, late)
        old = canvas.obj("int", (late, 3), canvas.obj("closebang"))
        canvas.link(canvas.obj("prepend /ttmba/unsubscribe", old), self.udp)
        canvas.link(canvas.message("away", (late, 2)), self.list)
        free = canvas.obj(f"random {PORTS_TO_TRY}", (self.started, 1), (late, 1))
        shifted = canvas.obj(f"+ {FIRST_PORT}", free)
        chosen = canvas.obj("expr $i2*($i2 > 0) + $i1*($i2 <= 0)", shifted)
        canvas.link((self.values, 3), chosen, 1)
        spread = canvas.obj("t i i i", chosen)
        canvas.link((spread, 2), old, 1)
        canvas.link(canvas.obj("prepend port", (spread, 1)), self.received)
        canvas.link(spread, kept)
