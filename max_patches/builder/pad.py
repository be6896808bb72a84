"""ttmba.pad: all sources on a plan view, to be dragged."""

from __future__ import annotations

from builder.canvas import Canvas
from builder.source import FASTEST_MS
from builder.wire import LINK, listener, sender, teller

SIZE = (320.0, 350.0)
PORTS = (1, 2)
REACH = 5.0
"""Metres from the middle to the edge, until something else is said."""


def pad() -> Canvas:
    """The whole patch."""
    canvas = Canvas("ttmba.pad", *SIZE)
    canvas.column(20.0, "Arguments: link, metres to the edge")
    arguments = canvas.obj("unpack s f", canvas.obj(f"patcherargs {LINK} {REACH:g}."))
    reach = canvas.ui(
        "flonum", (arguments, 1), show=(56.0, 325.0, 56.0, 22.0), minimum=0.5, numdecimalplaces=1,
        varname="range",
    )  # fmt: skip
    canvas.label("range", (8.0, 326.0, 46.0, 20.0))
    canvas.label("m", (112.0, 326.0, 20.0, 20.0))
    cleared = canvas.button("Clear", "Clear", show=(244.0, 325.0, 68.0, 22.0))
    into = [
        canvas.port("inlet", "add NAME x y z, remove NAME, range METRES, clear"),
        canvas.obj("prepend range", reach), canvas.message("clear", cleared),
    ]  # fmt: skip
    canvas.column(420.0, "In: the daemon's news, other modules' moves")
    news = canvas.obj(
        "route /ttmba/event/state /ttmba/event/placed", listener(canvas, arguments, "news")
    )
    into += [canvas.obj("prepend state", news), canvas.obj("prepend placed", (news, 1))]
    into.append(canvas.obj("prepend moved", listener(canvas, arguments, "moved")))
    # Deferred: the view hears of its own moves again, and a script is not called while it runs.
    view = canvas.ui(
        "jsui", canvas.obj("deferlow", *into), show=(8.0, 8.0, 304.0, 310.0),
        filename="ttmba.pad.js", border=0, varname="pad",
    )  # fmt: skip
    canvas.column(860.0, "Out: moves at 50 a second, double click plays")
    done = canvas.obj("route move moved select", view)
    slowed = canvas.obj(f"speedlim {FASTEST_MS}", done)
    canvas.link((done, 1), teller(canvas, arguments, "moved"))
    udp = sender(canvas, listener(canvas, arguments, "where"))
    canvas.link(slowed, udp)
    canvas.link((done, 3), udp)
    canvas.port("outlet", "the moves, as OSC messages", slowed)
    canvas.beside(60.0)
    canvas.port("outlet", "the source that was clicked", (done, 2))
    return canvas
