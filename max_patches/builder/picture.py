"""Pictures of the presentation views: our own SVG, made PNG by Chromium. Not Max's own drawing."""

from __future__ import annotations

import json
import subprocess
import tempfile
from html import escape
from pathlib import Path
from typing import Any

from builder.jsui import Jsui

PICTURES = {
    "starter": "patchers/ttmba_live.maxpat",
    "live": "help/ttmba.live.maxhelp",
    "source": "help/ttmba.source.maxhelp",
    "pad": "help/ttmba.pad.maxhelp",
    "head": "help/ttmba.head.maxhelp",
}
STORY: dict[str, list[tuple[Any, ...]]] = {
    "ttmba.list.js": [
        ("pong", "0.1.0"), ("status", 3, 1, 0.07, 0),
        ("placed", "dog", "dog barking"), ("state", "dog", "done", ""),
        ("state", "wind", "failed", "out of memory"),
        ("state", "bell", "generating", ""), ("progress", "bell", 0.6),
        ("state", "thunder", "playing", "late 0.31 s"), ("meter", "thunder", -18.0),
        ("state", "rain", "playing", ""), ("meter", "rain", -9.0),
        ("refused", "/ttmba/nonsense", "unknown address"),
    ],
    "ttmba.compass.js": [
        ("named", "rain"), ("state", "rain", "playing", ""),
        ("moved", "rain", 62.0, 10.0, 2.5),
    ],
    "ttmba.pad.js": [
        ("placed", "dog", "", 4, 90, -15, 3), ("state", "dog", "done"),
        ("placed", "bell", "", 4, -50, 10, 4.5), ("state", "bell", "generating"),
        ("placed", "thunder", "", 4, 180, 35, 4.8), ("state", "thunder", "playing"),
        ("placed", "rain", "", 4, 62, 10, 2.5), ("state", "rain", "playing"),
        ("onclick", 0, 0),
    ],
}  # fmt: skip
"""What each drawing is told before its picture is taken."""

SHOWN = {"name": "rain", "azimuth": "62.0", "range": "5.0", "port": "7400",
         "elevation": "10.0", "distance": "2.5"}  # fmt: skip
"""What other objects show, by their scripting names."""


def draw_all(package: Path, folder: Path) -> None:
    """Write every picture as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in PICTURES.items():
        patcher = json.loads((package / path).read_text(encoding="utf-8"))["patcher"]
        width, height = patcher["rect"][2:]
        svg = _svg(package, patcher, width, height)
        _photograph(svg, folder / f"{name}.png", width, height)


def _svg(package: Path, patcher: dict[str, Any], width: float, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f"{_presented(package, patcher, width, height)}</svg>"
    )


def _presented(package: Path, patcher: dict[str, Any], width: float, height: float) -> str:
    parts = [_rect(0, 0, width, height, _css(patcher["locked_bgcolor"]))]
    for entry in patcher["boxes"]:
        box = entry["box"]
        if box.get("presentation"):
            parts.append(_drawn(package, box))
    return "\n".join(parts)


def _drawn(package: Path, box: dict[str, Any]) -> str:
    x, y, width, height = box["presentation_rect"]
    kind = box["maxclass"]
    inner = ""
    if kind == "bpatcher":
        file = package / "patchers" / box["name"]
        patcher = json.loads(file.read_text(encoding="utf-8"))["patcher"]
        inner = _presented(package, patcher, width, height)
    elif kind == "jsui":
        with Jsui(package / "patchers" / box["filename"], width, height) as script:
            for what, *atoms in STORY[box["filename"]]:
                script.call(what, *atoms)
            inner = script.paint()
    else:
        inner = _plain(kind, box, width, height)
    return f'<svg x="{x}" y="{y}" width="{width}" height="{height}">{inner}</svg>'


def _plain(kind: str, box: dict[str, Any], width: float, height: float) -> str:
    """An object of Max's own, roughly as it looks."""
    text = SHOWN.get(box.get("varname", ""), str(box.get("text", "")))
    size = float(box.get("fontsize", 12.0))
    if kind == "comment":
        return _wrapped(text, width, size, _css(box.get("textcolor", [1, 1, 1, 1])),
                        box.get("fontface", 0))  # fmt: skip
    if kind in ("message", "textedit"):
        fill = "#e0e3e8" if kind == "textedit" else "#9aa3b2"
        return _rect(0, 0, width, height, fill, 4) + _word(5, height / 2 + 4, text, size, "#16181c")
    if kind in ("number", "flonum"):
        shown = SHOWN.get(box.get("varname", ""), "0" if kind == "number" else "0.0")
        mark = f'<path d="M4 {height / 2 - 5}l6 5l-6 5z" fill="#9aa3b2"/>'
        return (
            _rect(0, 0, width, height, "#33363d", 3)
            + mark
            + _word(14, height / 2 + 4, shown, 12, "#e0e3e8")
        )
    if kind == "live.text":
        middle = _word(width / 2, height / 2 + 4, text, 11, "#e0e3e8", "middle")
        return _rect(0, 0, width, height, "#4a4e57", 3) + middle
    if kind == "live.dial":
        return _dial(box, width)
    return _rect(0, 0, width, height, "none")


def _dial(box: dict[str, Any], width: float) -> str:
    values = box["saved_attribute_attributes"]["valueof"]
    value = SHOWN.get(box["varname"], "0.0")
    x = width / 2
    return (
        _word(x, 10, values["parameter_shortname"], 10, "#e0e3e8", "middle")
        + f'<path d="M{x - 8} 32a11 11 0 1 1 16 0" fill="none" stroke="#e0e3e8" stroke-width="3"/>'
        + _word(x, 45, value, 10, "#e0e3e8", "middle")
    )


def _wrapped(text: str, width: float, size: float, colour: str, bold: int) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width / (0.52 * size):
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    weight = ' font-weight="bold"' if bold else ""
    return "".join(
        _word(3, size + 2 + 1.25 * size * i, line, size, colour, extra=weight)
        for i, line in enumerate(lines)
    )


def _word(x: float, y: float, text: str, size: float, colour: str, anchor: str = "start",
          extra: str = "") -> str:  # fmt: skip
    return (
        f'<text x="{x}" y="{y}" font-family="Arial, Liberation Sans, sans-serif" '
        f'font-size="{size}" fill="{colour}" text-anchor="{anchor}"{extra}>{escape(text)}</text>'
    )


def _rect(x: float, y: float, width: float, height: float, fill: str, round_: float = 0) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{round_}" fill="{fill}"/>'


def _css(rgba: list[float]) -> str:
    return "#" + "".join(f"{round(255 * value):02x}" for value in rgba[:3])


def _photograph(svg: str, target: Path, width: float, height: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "patch.html"
        page.write_text(f'<body style="margin:0">{svg}</body>', encoding="utf-8")
        subprocess.run(  # noqa: S603
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",  # noqa: S607
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--hide-scrollbars", f"--user-data-dir={folder}/profile",
             f"--window-size={int(width)},{int(height)}", f"--screenshot={target}", page.as_uri()],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
