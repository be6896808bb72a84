"""The page about OSC, made from the namespace's table. Knows no sockets and writes no file."""

from __future__ import annotations

import itertools

from ttmba_live.osc._codec import MAX_MESSAGES
from ttmba_live.osc._settings import MAX_ACTIONS, MAX_COMPLAINTS, OscSettings
from ttmba_live.osc.namespace._addresses import OUT, ROWS
from ttmba_live.osc.namespace._head_profiles import HEADS
from ttmba_live.osc.namespace._table import KINDS, Arg, Row

_HEAD = """\
# OSC

This page is made from the table that the daemon itself dispatches from
(`python -m ttmba_live.osc > docs/osc.md`), so it lists all that is understood and all that is sent.

The daemon listens on UDP `{host}:{port}`. Answers and errors go back to the address and port that
a message came from; news goes to whoever sent the cue or event and to every subscriber. Only the
types `i`, `f` and `s` are sent, never bundles.

Frame: the listener at the origin, metres, x front, y left, z up. Azimuth 0 is in front, +90 left.
Head: yaw + left, pitch + up, roll + right ear down.

## What may come in

* Every type of OSC 1.0 and 1.1. Arrays give their contents; nil and impulse count as no argument.
  Numbers must be finite. A text that is not UTF-8 is read as Latin-1. A malformed packet is
  refused whole.
* `{{id}}` is the name of an event or source: any text without spaces, slashes or pattern
  characters.
* Patterns in the address, `?` `*` `[abc]` `[a-z]` `[!x]` `{{foo,bar}}`, act on every address and
  existing source that they fit: `/ttmba/source/*/gain -6`.
* Bundles act together, at their time tag. One that lies in the past acts at once, and so does one
  more than {ahead:g} s ahead, with an error message. At most {held} bundles wait; one more is
  refused. `/ttmba/panic` and `/ttmba/stop` forget all that wait.
* Bundles of nothing but heads, places and faders wait {control_ms:g} ms at most (the setting
  `max_control_ahead`), else they act at once: a sender's clock may be ahead. If they
  are usually a second off or more, in either direction, that is taken off the tags of its cues.
* Panic and stop overtake all that has come. After them nothing sounds before something newer is
  sent: what came before and has not acted by then (a message or bundle that waits, a text that is
  planned, a clip that is made, a fade, an order with a time) lets nothing sound any more and moves
  no show's clock. Who sent it is told, but for bundles that waited for their time. Places, faders,
  recordings and saves are carried out all the same. In a bundle with a time panic and stop count
  from when that acts.
* Senders take turns; one that asks for more than half of the time loses what it has waiting, and is
  told. While messages wait, a newer value takes the place of an older one.
* One packet holds at most {messages} messages and causes at most {actions} actions and {errors}
  errors.
* A refused message is answered with `/ttmba/error address message`. Heads, places and faders come
  in streams: there the same mistake of the same sender is told once, and how often it came again
  once a second, behind its text: `(49 times more within 1 s)`. An address that only the daemon
  sends is ignored when it comes in.

What an argument takes:

{kinds}
"""

_OUT_HEAD = """
## Sent

| address | types | arguments | meaning |
| --- | --- | --- | --- |
"""

_NOTES = {
    "ADM-OSC objects": (
        "ADM-OSC v1.0, on the same port, and on its own ({adm_port}) when that is enabled. Object "
        "n is the source with that number, or of that name; `[1-3,12]` is a set of numbers. "
        "Without arguments an address is a query: it is answered with itself and its value, to the "
        "port that it came from, or to port {reply} of the sender's host if it came in on "
        "ADM-OSC's own port. Numbers out of range are brought into range. A lone `touch` or "
        "`release` is ignored. ADM-OSC's x is right and its y front; its distances are shares of "
        "dmax, {metres:g} m until something else is said."
    ),
    "ADM-OSC listener": "Queries work here too.",
    "Sources": (
        "Without arguments, an address that sets something is a query here and below, as in "
        "ADM-OSC: it is answered with itself and its value."
    ),
    "SPAT Revolution and osc-kreuz": (
        "Object n as in ADM-OSC, distances in metres. The setting `source_frame` says what is "
        "meant: `spat` (azimuth + right, x right, y front), `spat-left` (the same with azimuth + "
        "left: SPAT's documents do not say which) or `osc-kreuz` (azimuth + left, x front, y left)."
    ),
    "Head trackers": (
        "Other programs' spellings, turned into the same head. In the settings they can be "
        "inverted axis by axis, and `head_tracker` hears one program only, by the name in "
        "brackets. Where an address has several, they mean different signs: the first is heard "
        "until `head_tracker` names another. "
        "`/ttmba/listener/recenter` takes how the head is turned now for straight ahead, whoever "
        "turns it: the heading drifts off and the tracker sits askew, and both are undone. "
        "`/ttmba/listener/uncenter` takes that back. Where each program's signs are written down:"
        "\n\n{sources}"
    ),
}


def _sources() -> str:
    """Which programs' signs are from where."""
    programs: dict[str, dict[str, None]] = {}
    for head in HEADS:
        programs.setdefault(head.source, {})[f"`{head.program}`"] = None
    return "\n".join(f"* {source}: {', '.join(names)}" for source, names in programs.items())


def markdown() -> str:
    """The whole page."""
    settings = OscSettings()
    kinds = "\n".join(f"* *{kind}*: {meaning}" for kind, meaning in KINDS.items())
    page = [
        _HEAD.format(
            host=settings.host,
            port=settings.port,
            ahead=settings.max_ahead,
            control_ms=1000.0 * settings.max_control_ahead,
            held=settings.max_held,
            messages=MAX_MESSAGES,
            actions=MAX_ACTIONS,
            errors=MAX_COMPLAINTS,
            kinds=kinds,
        )
    ]
    for section, rows in itertools.groupby(ROWS, key=lambda row: row.section):
        page.append(_section(section, list(rows), settings))
    page.append(_OUT_HEAD)
    page += [f"| `{o.address}` | `{o.types}` | {o.args} | {o.meaning} |\n" for o in OUT]
    return "".join(page)


def _section(section: str, rows: list[Row], settings: OscSettings) -> str:
    note = _NOTES.get(section, "").format(
        adm_port=settings.adm_port,
        reply=settings.adm_reply_port,
        metres=settings.adm_distance,
        sources=_sources(),
    )
    lines = [f"\n## {section}\n\n"]
    if note:
        lines.append(f"{note}\n\n")
    lines.append("| address | arguments | example | meaning |\n| --- | --- | --- | --- |\n")
    lines += [
        f"| `{row.address}` | {_arguments(row)} | {_example(row)} | {row.meaning} |\n"
        for row in rows
    ]
    return "".join(lines)


def _arguments(row: Row) -> str:
    return ", ".join(_argument(arg) for arg in row.args) or "-"


def _argument(arg: Arg) -> str:
    what = "" if arg.kind == "number" else f" *{arg.kind}*"
    unit = f" ({arg.unit})" if arg.unit else ""
    text = f"{arg.name}{what}{unit}"
    return f"[{text}]" if arg.optional else text


def _example(row: Row) -> str:
    if not row.args:
        return ""
    shown = (f'"{v}"' if isinstance(v, str) else repr(v) for v in row.example)
    return f"`{' '.join(shown)}`"
