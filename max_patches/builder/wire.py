"""What every module does alike: its link's names, where the daemon is, one source's addresses."""

from __future__ import annotations

from py2max.core.box import Box

from builder.canvas import Canvas, Source

HOST = "127.0.0.1"
PORT = 7400
LINK = "ttmba"
NEWS = (
    "/ttmba/event/state /ttmba/event/progress /ttmba/event/placed /ttmba/error /ttmba/status "
    "/ttmba/pong /ttmba/meter"
)
"""The daemon's messages that a module shows, in the order of a `route` object's outlets."""


def listener(canvas: Canvas, link: Source, what: str) -> Box:
    """What the modules of a link tell each other under that name."""
    return canvas.obj("receive", canvas.obj(f"sprintf set %s.{what}", link))


def teller(canvas: Canvas, link: Source, what: str) -> Box:
    """Its other end."""
    return canvas.obj("forward", canvas.obj(f"sprintf send %s.{what}", link))


def sender(canvas: Canvas, where: Source) -> Box:
    """A socket that aims at the daemon; ``where`` gives its host and port, as often as it likes."""
    parts = canvas.obj("unpack s i", canvas.obj("zl.change", where))
    host = canvas.obj("prepend host", parts)
    port = canvas.obj("prepend port", (parts, 1))
    return canvas.obj(f"udpsend {HOST} {PORT}", host, port)
