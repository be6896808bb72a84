"""A patch in the making: columns of objects for the patcher, places for the presentation.

A thin layer over py2max that lays every patch out alike. Knows no OSC.
"""

from __future__ import annotations

import json
from typing import Any, cast

from py2max import Patcher
from py2max.core.box import Box
from py2max.core.common import Rect

STEP = 30.0
"""Pixels from one object to the next one below."""
MARGIN = 20.0
DARK = [0.2, 0.21, 0.23, 1.0]
PALE = [0.88, 0.89, 0.91, 1.0]
GREY = [0.62, 0.64, 0.68, 1.0]

Source = Box | tuple[Box, int]
Place = tuple[float, float, float, float]

ONE_OUT = {"numinlets": 1, "numoutlets": 1, "outlettype": [""]}
SHAPES: dict[str, dict[str, Any]] = {
    "textedit": {"numinlets": 1, "numoutlets": 4, "outlettype": ["", "int", "", ""]},
    "number": {"numinlets": 1, "numoutlets": 2, "outlettype": ["", "bang"]},
    "flonum": {"numinlets": 1, "numoutlets": 2, "outlettype": ["", "bang"]},
    "live.dial": {"numinlets": 1, "numoutlets": 2, "outlettype": ["", "float"]},
    "live.text": {"numinlets": 1, "numoutlets": 2, "outlettype": ["", ""]},
    "jsui": ONE_OUT,
    "panel": {"numinlets": 1, "numoutlets": 0, "outlettype": []},
}
"""Inlets and outlets of interface objects, as Max writes them into a file."""


class Canvas:
    """One patch. Objects are added column by column, each below the one before."""

    def __init__(self, title: str, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.patcher = Patcher(title=title, on_invalid="raise", openinpresentation=1)
        self.patcher.rect = Rect(100.0, 100.0, width, height)
        self.patcher.description = title
        cast("Any", self.patcher).editing_bgcolor = PALE
        cast("Any", self.patcher).locked_bgcolor = DARK
        self._count = 0
        self._last: tuple[float, float] = (MARGIN, MARGIN)
        self._x = self._y = MARGIN
        self._labels: list[Box] = []

    def column(self, x: float, heading: str) -> None:
        """Go to the top of a column and write what it is for."""
        self._x, self._y = x, MARGIN
        self._add("comment " + heading, max(300.0, 7.0 * len(heading)), 20.0, fontface=1)

    def gap(self) -> None:
        """Leave half a row free."""
        self._y += STEP / 2

    def beside(self, across: float) -> None:
        """Let the next object stand that far to the right of the last one."""
        self._x, self._y = self._last[0] + across, self._last[1]

    def obj(self, text: str, *sources: Source, inlet: int = 0) -> Box:
        """An object box, its inlet fed by those sources."""
        return self._fed(self._add(text, None, 22.0), sources, inlet)

    def message(self, text: str, *sources: Source, show: Place | None = None) -> Box:
        """A message box; with ``show`` it can be clicked in the presentation."""
        box = self._add("message " + text, None, 22.0)
        return self._shown(self._fed(box, sources, 0), show)

    def ui(self, kind: str, *sources: Source, show: Place, **attributes: Any) -> Box:
        """An interface object, in both views."""
        shape = {**SHAPES[kind], "parameter_enable": 0, **attributes}
        if kind == "panel":
            del shape["parameter_enable"]
        box = self._add(kind, show[2], show[3], maxclass=kind, **shape)
        return self._shown(self._fed(box, sources, 0), show)

    def label(self, text: str, show: Place, **attributes: Any) -> Box:
        """A word or a sentence in the presentation; in the patcher all stand at the right."""
        style = {"textcolor": GREY, "fontsize": 11.0, **attributes}
        at = (self._x, self._y)
        box = self._add("comment " + text, show[2], show[3], **style)
        self._x, self._y = at
        self._labels.append(box)
        return self._shown(box, show)

    def button(self, text: str, name: str, *sources: Source, show: Place) -> Box:
        """A button that bangs."""
        return self._live_text(0, (text, text), name, sources, show)

    def switch(self, text: str, texton: str, name: str, *sources: Source, show: Place) -> Box:
        """A button that stays down: 1, then 0."""
        return self._live_text(1, (text, texton), name, sources, show)

    def dial(self, name: str, shown: str, *sources: Source, show: Place, **valueof: Any) -> Box:
        """A dial with its name and value in a range; the keys are Max's parameter attributes."""
        values = {"parameter_longname": name, "parameter_shortname": shown, "parameter_type": 0}
        values.update({f"parameter_{key}": value for key, value in valueof.items()})
        return self.ui(
            "live.dial", *sources, show=show, parameter_enable=1, varname=name,
            saved_attribute_attributes={"valueof": values},
        )  # fmt: skip

    def module(self, name: str, args: list[Any], *sources: Source, ports: tuple[int, int],
               show: Place) -> Box:  # fmt: skip
        """Another patch of the package in a window of its own."""
        inlets, outlets = ports
        box = self._add(
            "bpatcher", show[2], show[3], maxclass="bpatcher", name=f"{name}.maxpat", args=args,
            numinlets=inlets, numoutlets=outlets, outlettype=[""] * outlets, bgmode=0, border=0,
            clickthrough=0, enablehscroll=0, enablevscroll=0, lockeddragscroll=0, offset=[0.0, 0.0],
            viewvisibility=1,
        )  # fmt: skip
        return self._shown(self._fed(box, sources, 0), show)

    def typed(self, field: Box) -> Box:
        """The text of a field as one symbol; an empty one gives nothing."""
        words = self.obj("route bang", self.obj("route text", field))
        return self.obj("tosymbol", (words, 1))

    def port(self, kind: str, comment: str, *sources: Source) -> Box:
        """An inlet or an outlet of the whole patch."""
        shape = {"inlet": (0, 1), "outlet": (1, 0)}[kind]
        box = self._add(
            kind, 30.0, 30.0, maxclass=kind, comment=comment, numinlets=shape[0],
            numoutlets=shape[1], outlettype=[""] * shape[1],
        )  # fmt: skip
        return self._fed(box, sources, 0)

    def link(self, source: Source, target: Box, inlet: int = 0) -> None:
        """Draw a cord; raises where an object has no such inlet or outlet."""
        box, outlet = source if isinstance(source, tuple) else (source, 0)
        self.patcher.add_line(box, target, inlet=inlet, outlet=outlet)

    def as_json(self) -> str:
        """The file's text."""
        self._put_labels_aside()
        self.patcher.render()
        return json.dumps(self.patcher.to_dict(), indent=1, ensure_ascii=False) + "\n"

    def _put_labels_aside(self) -> None:
        others = [b.patching_rect for b in self.patcher._boxes if b not in self._labels]  # noqa: SLF001
        x, y = max((r[0] + r[2] for r in others), default=0.0) + 2 * MARGIN, MARGIN
        for box in self._labels:
            _, _, width, height = box.patching_rect
            box.patching_rect = Rect(x, y, width, height)
            y += height + 8.0

    def _add(self, spec: str, width: float | None, height: float, **attributes: Any) -> Box:
        self._count += 1
        self._last = (self._x, self._y)
        place = (self._x, self._y, width or 60.0, height)
        # py2max has arguments of these names, and means something else by them.
        kept = {key: attributes.pop(key) for key in ("text", "comment") if key in attributes}
        box = self.patcher.add_textbox(
            spec, id=f"obj-{self._count}", patching_rect=Rect(*place), **attributes
        )
        box._kwds.update(cast("Any", kept))  # noqa: SLF001
        if width is None:
            words = spec.removeprefix("message ")
            fitted = max(40.0, 7.0 * len(words) + 14.0, 16.0 * max(box.numinlets, box.numoutlets))
            box.patching_rect = Rect(self._x, self._y, fitted, height)
        self._y += max(STEP, height + 8.0)
        return box

    def _fed(self, box: Box, sources: tuple[Source, ...], inlet: int) -> Box:
        for source in sources:
            self.link(source, box, inlet)
        return box

    def _shown(self, box: Box, show: Place | None) -> Box:
        if show is not None:
            box.add_to_presentation(list(show))
        return box

    def _live_text(self, mode: int, texts: tuple[str, str], name: str,
                   sources: tuple[Source, ...], show: Place) -> Box:  # fmt: skip
        values = {
            "parameter_enum": ["off", "on"], "parameter_longname": name, "parameter_mmax": 1,
            "parameter_shortname": name, "parameter_type": 2,
        }  # fmt: skip
        return self.ui(
            "live.text", *sources, show=show, mode=mode, text=texts[0], texton=texts[1],
            parameter_enable=1, varname=name, saved_attribute_attributes={"valueof": values},
        )  # fmt: skip
