"""Builds the ttmba_live component in TouchDesigner. Knows names and wires, and no behaviour.

In the textport (Dialogs > Textport and DATs), with the path of your copy:

    import sys; sys.path.append(r'C:/ttmba_live/touchdesigner'); import build_ttmba
    build_ttmba.build(op('/project1'))

What is there already is kept: run again, nothing changes but the code of the DATs, which is brought
up to date from `dats/`. Values, node positions and what you added stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import td

DATS = Path(__file__).parent / "dats"


@dataclass(frozen=True)
class Custom:
    """One custom parameter: its name, style, default, slider range."""

    name: str
    style: str
    label: str
    default: float | str | None = None
    span: tuple[float, float] | None = None
    shown_only: bool = False


PAGES: dict[str, tuple[Custom, ...]] = {
    "TTMBA": (
        Custom("Host", "Str", "Host", "127.0.0.1"),
        Custom("Port", "Int", "Port", 7400, (1, 65535)),
        Custom("Replyport", "Int", "Reply Port", 7410, (1, 65535)),
        Custom("Connected", "Toggle", "Connected", 0, shown_only=True),
        Custom("Cue", "Str", "Cue", ""),
        Custom("Sendcue", "Pulse", "Send Cue"),
        Custom("Gain", "Float", "Gain (dB)", 0.0, (-60.0, 12.0)),
        Custom("Roompreset", "Str", "Room", "studio"),
        Custom("Stopall", "Pulse", "Stop All"),
        Custom("Panic", "Pulse", "Panic"),
        Custom("Session", "Str", "Session", "session"),
        Custom("Savesession", "Pulse", "Save Session"),
        Custom("Lasterror", "Str", "Last Error", "", shown_only=True),
        Custom("Meters", "Toggle", "Meters", 0),
        Custom("Clearsources", "Pulse", "Clear Sources"),
    ),
    "Source": (
        Custom("Source", "Str", "Source", ""),
        Custom("Azimuth", "Float", "Azimuth (+ left)", 0.0, (-180.0, 180.0)),
        Custom("Elevation", "Float", "Elevation (+ up)", 0.0, (-90.0, 90.0)),
        Custom("Distance", "Float", "Distance (m)", 2.0, (0.2, 20.0)),
        Custom("Level", "Float", "Level (dB)", 0.0, (-60.0, 12.0)),
        Custom("Room", "Float", "Room Send (dB)", 0.0, (-60.0, 12.0)),
        Custom("Spread", "Float", "Spread (deg)", 0.0, (0.0, 180.0)),
        Custom("Mute", "Toggle", "Mute", 0),
        Custom("Loop", "Toggle", "Loop", 0),
        Custom("Play", "Pulse", "Play"),
        Custom("Stop", "Pulse", "Stop"),
        Custom("Again", "Pulse", "Again"),
    ),
    "Head": (
        Custom("Yaw", "Float", "Yaw (+ left)", 0.0, (-180.0, 180.0)),
        Custom("Pitch", "Float", "Pitch (+ up)", 0.0, (-90.0, 90.0)),
        Custom("Roll", "Float", "Roll (+ right ear down)", 0.0, (-180.0, 180.0)),
        Custom("Recenter", "Pulse", "Recenter"),
    ),
}

COLUMNS = (
    "id", "sound", "state", "note", "progress", "azimuth", "elevation", "distance",
    "tx", "ty", "tz", "peak", "rms",
)  # fmt: skip
"""The table of sources; tx, ty, tz in TouchDesigner's axes, peak and rms in dB."""


@dataclass(frozen=True)
class Node:
    """One operator: its name, type, place, and the file its code comes from."""

    name: str
    kind: str
    x: int
    y: int
    code: str = ""


NODES = (
    Node("ttmba", "textDAT", 0, 0, "ttmba.py"),
    Node("osc_out", "oscoutDAT", 200, 0),
    Node("osc_in", "oscinDAT", 0, -150),
    # A callbacks DAT comes after its owner: TouchDesigner may have made one of that name with it.
    Node("osc_in_callbacks", "textDAT", 200, -150, "osc_in_callbacks.py"),
    Node("parameters", "parameterexecuteDAT", 400, 0, "parameters.py"),
    Node("heartbeat", "executeDAT", 400, -150, "heartbeat.py"),
    Node("sources", "tableDAT", 0, -300),
    Node("positions", "scriptCHOP", 200, -300),
    Node("positions_callbacks", "textDAT", 200, -450, "positions_callbacks.py"),
    Node("out_positions", "outCHOP", 400, -300),
    Node("out_sources", "outDAT", 400, -450),
)


def build(parent: td.COMP, name: str = "ttmba") -> td.COMP:
    """Make the component inside ``parent``, or bring the one of that name up to date."""
    comp = parent.op(name) or parent.create(td.baseCOMP, name)
    for page, customs in PAGES.items():
        _add_page(comp, page, customs)
    for node in NODES:
        _add_node(comp, node)
    _set_up(comp)
    _extend(comp)
    return comp


def _add_page(comp: td.COMP, name: str, customs: tuple[Custom, ...]) -> None:
    pages = [page for page in comp.customPages if page.name == name]
    page = pages[0] if pages else comp.appendCustomPage(name)
    for custom in customs:
        if hasattr(comp.par, custom.name):
            continue
        par = getattr(page, f"append{custom.style}")(custom.name, label=custom.label)[0]
        if custom.default is not None:
            par.default = custom.default
            par.val = custom.default
        if custom.span is not None:
            par.normMin, par.normMax = custom.span
        par.readOnly = custom.shown_only


def _add_node(comp: td.COMP, node: Node) -> None:
    made = comp.op(node.name)
    if made is None:
        made = comp.create(getattr(td, node.kind), node.name)
        made.nodeX, made.nodeY = node.x, node.y
    elif node.code == "" or made.text == (DATS / node.code).read_text(encoding="utf-8"):
        return
    if node.code:
        made.text = (DATS / node.code).read_text(encoding="utf-8")


def _set(operator: td.OP, **values: object) -> None:
    """Set the parameters that this build of TouchDesigner has and that differ."""
    for name, value in values.items():
        if hasattr(operator.par, name) and getattr(operator.par, name).val != value:
            setattr(operator.par, name, value)


def _follow(operator: td.OP, parameter: str, custom: str) -> None:
    """Let a parameter of a node follow one of the component's."""
    par = getattr(operator.par, parameter)
    expression = f"parent().par.{custom}"
    if par.expr != expression:
        par.expr = expression


def _set_up(comp: td.COMP) -> None:
    osc_out, osc_in, sources = (comp.op(name) for name in ("osc_out", "osc_in", "sources"))
    _follow(osc_out, "address" if hasattr(osc_out.par, "address") else "netaddress", "Host")
    _follow(osc_out, "port", "Port")
    _follow(osc_in, "port", "Replyport")
    # Without a limit an OSC In DAT keeps every row of a show.
    _set(osc_in, callbacks="osc_in_callbacks", clamp=True, maxlines=100, splitbundle=True)
    _set(
        comp.op("parameters"),
        op="..", pars="*", custom=True, builtin=False, valuechange=True, onpulse=True, active=True,
    )  # fmt: skip
    _set(comp.op("heartbeat"), framestart=True, active=True)
    _set(comp.op("positions"), callbacks="positions_callbacks", timeslice=False)
    if [cell.val for cell in sources.row(0) or ()] != list(COLUMNS):
        sources.clear()
        sources.appendRow(COLUMNS)
    for out, source in (("out_positions", "positions"), ("out_sources", "sources")):
        if not comp.op(out).inputs:
            comp.op(out).inputConnectors[0].connect(comp.op(source))


def _extend(comp: td.COMP) -> None:
    """Attach the extension; its parameters were called otherwise before the builds of 2023."""
    new = hasattr(comp.par, "ext0object")
    names = ("ext0object", "ext0promote") if new else ("extension1", "promoteextension1")
    _set(comp, **{names[0]: "op('./ttmba').module.Ttmba(me)", names[1]: True})
    comp.par.reinitextensions.pulse()
