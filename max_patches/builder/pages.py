"""Patches that use the modules: the starter, the examples, a help patch for each module.

What a help patch says is data here. Knows the modules' sizes and ports, not their insides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from py2max.core.box import Box

from builder import head, live, pad, source
from builder.canvas import PALE, Canvas
from builder.wire import HOST, LINK, PORT

GAP = 16.0
SIZES = {
    "ttmba.live": (live.SIZE, live.PORTS), "ttmba.source": (source.SIZE, source.PORTS),
    "ttmba.pad": (pad.SIZE, pad.PORTS), "ttmba.head": (head.SIZE, head.PORTS),
}  # fmt: skip
RAIN = "/ttmba/event rain rain 20. 0. 20. 2. 0."
BELL = '/ttmba/cue "a church bell rings far away on the right, then a dog barks on the left"'


@dataclass(frozen=True)
class Help:
    """What a help patch says: in words, as arguments, as messages to click."""

    about: str
    arguments: str
    args: tuple[Any, ...]
    clicks: tuple[tuple[str, str], ...]


HELPS = {
    "ttmba.live": Help(
        "One ttmba_live daemon. Type what should be heard, press Return. The list shows each "
        "source's state, how far its clip is, and buttons to play and stop it. Start the daemon "
        "with: ttmba-live serve",
        "Arguments: host (127.0.0.1), port (7400), link (ttmba), port to listen on (0: any free "
        "one). Modules with the same link talk to the same daemon.",
        (HOST, PORT, LINK, 0),
        (
            (BELL, "quotes keep the commas"),
            ('/ttmba/cue "rain@10@0,40@3@0"', "a cue by numbers: 10 s, in front, above, 3 m"),
            (RAIN, "one event, called rain"),
            ("/ttmba/source/rain/azimuth 90.", "rain to the left"),
            ("/ttmba/source/rain/azimuth -90.", "rain to the right"),
            ("/ttmba/stop", "fade everything out"),
            ("/ttmba/room/preset church", "another room; none is free air"),
            ("/ttmba/nonsense", "what is refused shows in the last line"),
        ),
    ),
    "ttmba.source": Help(
        "One source. The dial is a plan view: the top is in front of you, the left is your left; "
        "azimuth is + left, elevation + up. The controls follow when the source is placed or "
        "dragged elsewhere, and send only what you move.",
        "Arguments: the source's name, link (ttmba).",
        ("rain", LINK),
        (
            ("azimuth 90.", "left"), ("azimuth -90.", "right"), ("azimuth 0.", "in front"),
            ("elevation 45.", "above"), ("distance 8.", "metres"), ("gain -6.", "dB"),
            ("mute 1", "or 0"), ("play", "again, at once"), ("stop", "fade it out"),
            ("room -6.", "what goes into the room, dB"), ("spread 60.", "how wide, degrees"),
            ("again", "another take"), ("name bell", "control another source"),
        ),
    ),
    "ttmba.pad": Help(
        "All sources from above: front at the top, left at the left, you in the middle. Sources "
        "appear when a cue places them. Drag to move them, their height stays; double click plays "
        "one again.",
        "Arguments: link (ttmba), metres from the middle to the edge (5).",
        (LINK, 5.0),
        (
            ("range 10.", "metres to the edge"), ("add rain 0. 2. 0.", "x front, y left, z up"),
            ("remove rain", "from the view only"), ("clear", "the view only"),
        ),
    ),
    "ttmba.head": Help(
        "Turns the listener's head: yaw + left, pitch + up, roll + right ear down. From the inlet, "
        "the number boxes, or a head tracker that sends OSC to the tracker port: /ypr, "
        "/orientation, /adm/lis/ypr, or /yaw, /pitch and /roll. If it turns the wrong way, press "
        "that angle's invert button. Look ahead and press Recentre.",
        "Arguments: link (ttmba), port of the head tracker (0: none).",
        (LINK, 0),
        (
            ("30. 0. 0.", "look left"), ("-30. 0. 0.", "look right"), ("0. 20. 0.", "look up"),
            ("0. 0. 0.", "look ahead"),
        ),
    ),
}  # fmt: skip


def _window(title: str, width: float, height: float, heading: str, about: str) -> Canvas:
    canvas = Canvas(title, width, height)
    words = {"textcolor": PALE, "fontsize": 20.0, "fontface": 1}
    canvas.label(heading, (GAP, 10.0, width - 2 * GAP, 30.0), **words)
    canvas.label(about, (GAP, 42.0, width - 2 * GAP, 48.0), textcolor=PALE, fontsize=12.0)
    return canvas


def _module(canvas: Canvas, name: str, args: tuple[Any, ...], at: tuple[float, float],
            *sources: Box) -> Box:  # fmt: skip
    size, ports = SIZES[name]
    return canvas.module(name, list(args), *sources, ports=ports, show=(*at, *size))


def help_page(name: str) -> Canvas:
    """The help patch of a module; all but ttmba.live's have a ttmba.live beside them."""
    told = HELPS[name]
    size, _ = SIZES[name]
    alone = name == "ttmba.live"
    top, left = 96.0, GAP if alone else GAP + live.SIZE[0] + GAP
    under = top + (live.SIZE[1] if alone else size[1]) + 12.0
    across = 780.0 if alone else left + 330.0 + GAP
    below = max(under + 26.0 * len(told.clicks), top + live.SIZE[1] + 12.0)
    canvas = _window(f"{name} help", across, below + 52.0, name, told.about)
    canvas.column(20.0 if alone else 480.0, "Click these")
    clicks = []
    for index, (text, meaning) in enumerate(told.clicks):
        y = under + 26.0 * index
        wide = float(round(max(60.0, 7.0 * len(text) + 16.0)))
        clicks.append(canvas.message(text, show=(left, y, wide, 22.0)))
        canvas.label(meaning, (left + wide + 8.0, y, across - left - wide - 8.0, 20.0))
    canvas.column(700.0 if alone else 940.0, "The module")
    _module(canvas, name, told.args, (left, top), *clicks)
    if not alone:
        canvas.column(20.0, "The daemon")
        lower = canvas.message(RAIN, show=(GAP, below + 24.0, 260.0, 22.0))
        canvas.label("something to hear", (GAP + 268.0, below + 24.0, 120.0, 20.0))
        _module(canvas, "ttmba.live", (HOST, PORT, LINK, 0), (GAP, top), lower)
    canvas.label(told.arguments, (GAP, below, across - 2 * GAP, 36.0), textcolor=PALE)
    return canvas


def starter() -> Canvas:
    """The patch to begin with: a daemon, the pad, one source that follows the click, the head."""
    right = GAP + live.SIZE[0] + GAP
    top, second = 118.0, 118.0 + pad.SIZE[1] + GAP
    canvas = _window(
        "ttmba_live", right + pad.SIZE[0] + GAP, second + source.SIZE[1] + GAP, "ttmba_live",
        "1. In a terminal: ttmba-live serve.   2. When the lamp is green, type a cue, press Return."
        "   3. Click a source in the list or drag it on the plan; its controls are below.",
    )  # fmt: skip
    canvas.column(20.0, "Words to begin with")
    bell = canvas.message(BELL, show=(GAP, 86.0, 500.0, 22.0))
    rain = canvas.message(RAIN, show=(GAP + 510.0, 86.0, 246.0, 22.0))
    main = _module(canvas, "ttmba.live", (HOST, PORT, LINK, 0), (GAP, top), bell, rain)
    canvas.column(640.0, "Sources from above")
    view = _module(canvas, "ttmba.pad", (LINK, 5.0), (right, top))
    canvas.column(1060.0, "What was clicked is controlled here")
    named = canvas.obj("prepend name", (main, 1), (view, 1))
    _module(canvas, "ttmba.source", ("rain", LINK), (GAP, second), named)
    canvas.column(1460.0, "The listener's head")
    _module(canvas, "ttmba.head", (LINK, 0), (right, second))
    return canvas


def orbit() -> Canvas:
    """A sound that circles the listener to the left, a turn in 7.2 seconds."""
    canvas = _window(
        "ttmba.orbit", 470.0, 650.0, "A sound in a circle",
        "Click the event, then Go: 20 messages a second, a degree and more each, turn it to the "
        "left, behind you, to the right, to the front.",
    )  # fmt: skip
    canvas.column(20.0, "Go")
    event = canvas.message("/ttmba/event orbit rain 20. 0. 0. 2. 0.", show=(GAP, 92.0, 270.0, 22.0))
    _module(canvas, "ttmba.live", (HOST, PORT, LINK, 0), (GAP, 124.0), event)
    canvas.column(640.0, "An angle of 0 to 357.5 degrees")
    go = canvas.switch("Go", "Going", "go", show=(GAP + 278.0, 92.0, 80.0, 22.0))
    count = canvas.obj("counter 0 0 143", canvas.obj("metro 50", go))
    angle = canvas.obj("prepend azimuth", canvas.obj("* 2.5", count))
    _module(canvas, "ttmba.source", ("orbit", LINK), (GAP, 464.0), angle)
    return canvas


def score() -> Canvas:
    """Three cues, one after another, from one click."""
    canvas = _window(
        "ttmba.score", 470.0, 470.0, "Cues in time",
        "One click sends three cues, four seconds apart. Each may be changed: unlock the patch "
        "and type into its message box.",
    )  # fmt: skip
    canvas.column(20.0, "One after another")
    now = canvas.button("Begin", "begin", show=(GAP, 92.0, 80.0, 22.0))
    cues = []
    for text in ("wind all around", "footsteps on the left", "thunder behind, far away"):
        cues.append(canvas.message(f'/ttmba/cue "{text}"', now))
        now = canvas.obj("delay 4000", now)
    canvas.column(420.0, "The daemon")
    _module(canvas, "ttmba.live", (HOST, PORT, LINK, 0), (GAP, 124.0), *cues)
    return canvas
