"""ttmba.head: a head tracker's angles to /ttmba/listener/ypr, inverted and recentred."""

from __future__ import annotations

from py2max.core.box import Box

from builder.canvas import Canvas
from builder.wire import LINK, listener, sender

SIZE = (300.0, 150.0)
PORTS = (1, 0)
FASTEST_MS = 5
"""Milliseconds between messages: the 200 a second that the daemon follows."""
PACKED = "/ypr /orientation /adm/lis/ypr /ttmba/listener/ypr"
ANGLES = ("yaw", "pitch", "roll")


def head() -> Canvas:
    """The whole patch."""
    canvas = Canvas("ttmba.head", *SIZE)
    canvas.column(20.0, "Arguments: link, port of the head tracker (0: none)")
    arguments = canvas.obj(f"patcherargs {LINK} 0")
    started = canvas.obj("t b l", arguments)
    values = canvas.obj("unpack s i", (started, 1))
    port = canvas.ui(
        "number", (values, 1), show=(92.0, 120.0, 60.0, 22.0), minimum=0, maximum=65535,
        varname="tracker",
    )  # fmt: skip
    canvas.label("tracker port", (8.0, 121.0, 84.0, 20.0))
    tracker = canvas.obj(
        "udpreceive 0", canvas.obj("prepend port", canvas.obj("split 1 65535", port))
    )
    known = canvas.obj(f"route {PACKED} /yaw /pitch /roll", tracker)
    packed = canvas.obj("t l", *((known, i) for i in range(4)))
    canvas.link(canvas.port("inlet", "yaw, pitch and roll in degrees, as a list"), packed)
    boxes = _number_boxes(canvas, packed, known)
    _turned(canvas, started, values, boxes)
    return canvas


def _number_boxes(canvas: Canvas, packed: Box, known: Box) -> Box:
    """What the tracker says, shown; also a way in by hand. Gives the three as a list."""
    canvas.column(600.0, "In: a list is taken whole; a box sends all three")
    shown = canvas.obj("unpack f f f", packed)
    canvas.label("in", (8.0, 34.0, 40.0, 20.0))
    by_hand = canvas.obj("pack 0. 0. 0.", canvas.obj("prepend set", shown))
    for index, angle in enumerate(ANGLES):
        x = 48.0 + 84.0 * index
        canvas.label(angle, (x, 10.0, 60.0, 20.0))
        quiet = canvas.obj("prepend set", (shown, index))
        box = canvas.ui("flonum", quiet, (known, 4 + index), show=(x, 33.0, 76.0, 22.0),
                        numdecimalplaces=1, varname=angle)  # fmt: skip
        if index:
            order = canvas.obj("t b f", box)
            canvas.link((order, 1), by_hand, index)
            canvas.link(order, by_hand)
            canvas.link((shown, index), by_hand, index)
        else:
            canvas.link(box, by_hand)
    return canvas.obj("t l l", packed, by_hand)


def _turned(canvas: Canvas, started: Box, values: Box, angles: Box) -> None:
    canvas.column(1020.0, "Less the angles at recentring, inverted where asked, within a turn")
    pressed = canvas.button("Recentre", "recentre", show=(216.0, 120.0, 76.0, 22.0))
    raw = canvas.obj("zl.reg", pressed)
    canvas.link((angles, 1), raw, 1)
    offset = canvas.obj("t b l", raw, canvas.message("0. 0. 0.", started))
    canvas.label("invert", (8.0, 62.0, 40.0, 20.0))
    signs = canvas.obj("pak 1. 1. 1.")
    for index, angle in enumerate(ANGLES):
        switch = canvas.switch("+", "\N{MINUS SIGN}", f"invert {angle}",
                               show=(48.0 + 84.0 * index, 62.0, 76.0, 20.0))  # fmt: skip
        canvas.link(canvas.obj("expr 1. - 2.*$i1", switch), signs, index)
    sign = canvas.obj("t b l", signs, canvas.message("1. 1. 1.", started))
    less = canvas.obj("vexpr ($f1 - $f2)*$f3", angles, offset, sign)
    canvas.link((offset, 1), less, 1)
    canvas.link((sign, 1), less, 2)
    wrapped = canvas.obj("vexpr $f1 + 360.*($f1 < -180.) - 360.*($f1 > 180.)", less)
    canvas.column(1560.0, "Out: yaw + left, pitch + up, roll + right ear down")
    slowed = canvas.obj(f"speedlim {FASTEST_MS}", wrapped)
    shown = canvas.obj("unpack f f f", slowed)
    canvas.label("out", (8.0, 90.0, 40.0, 20.0))
    for index in range(3):
        canvas.ui("flonum", canvas.obj("prepend set", (shown, index)), ignoreclick=1,
                  show=(48.0 + 84.0 * index, 89.0, 76.0, 22.0), numdecimalplaces=1)  # fmt: skip
    udp = sender(canvas, listener(canvas, values, "where"))
    canvas.link(canvas.obj("prepend /ttmba/listener/ypr", slowed), udp)
