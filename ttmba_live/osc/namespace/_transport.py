"""Rows of the show's clock: ``/ttmba/transport/...``, and what REAPER and Ardour send. No clock.

REAPER: the pattern file ``Default.ReaperOSC`` that comes with it. Ardour: its manual's pages about
OSC feedback, and ``libs/surfaces/osc``.
"""

from __future__ import annotations

import re

from ttmba_live.errors import InvalidInput
from ttmba_live.osc.namespace._names import checked_name
from ttmba_live.osc.namespace._places import own_row
from ttmba_live.osc.namespace._previews import cue_text
from ttmba_live.osc.namespace._table import TRIGGER, Arg, Call, Out, Row
from ttmba_live.scene import Command, CueAt, Halt, LoadScene, Locate, Roll, ShowAt

_OWN, _REAPER, _ARDOUR = "The show's clock", "REAPER's clock", "Ardour's clock"
DAY = 86_400.0
"""Seconds: no show's clock goes further."""

_TIME = Arg("time", unit="s", example=62.5, span=(0.0, DAY))
_SPEED = Arg("speed", optional=True, example=1.0, span=(0.05, 20.0))
_TEXT = Arg("time", "text", example="00:01:02.500")
_CUE = (Arg("cue", "words", example="62.5 thunder on the left"),)
_NAME = Arg("name", "text", example="act 1")
_ROLLS, _STANDS = Roll(told=True), Halt(told=True)
_ANY = (Arg("values", "anything", example=1.0),)


def _seconds(value: float) -> float:
    if not 0.0 <= value <= DAY:
        raise InvalidInput(f"a show's time lies in 0..{DAY:g} s, not {value:g}")
    return value


def _show_at(call: Call) -> ShowAt:
    seconds, speed = call.values
    if speed is not None and not 0.05 <= speed <= 20.0:
        raise InvalidInput(f"a clock's speed lies in 0.05..20, not {speed:g}")
    return ShowAt(_seconds(seconds), speed)


def _cue(call: Call) -> CueAt:
    first, _, text = cue_text(call).partition(" ")
    try:
        seconds = float(first)
    except ValueError:
        raise InvalidInput(f"expected a time in seconds, then a text; got {first[:40]!r}") from None
    if not text.strip():
        raise InvalidInput("a text must follow the time")
    return CueAt(_seconds(seconds), text.strip())


def _clock_text(call: Call) -> ShowAt | None:
    """Ardour's hours, minutes and seconds; a blank comes before its first."""
    text: str = call.values[0].strip()
    if not text:
        return None
    found = re.fullmatch(r"(\d\d?):(\d\d):(\d\d(?:\.\d{1,6})?)", text, re.ASCII)
    if found is None:
        raise InvalidInput(f"expected a time as 00:01:02.500, not {text[:40]!r}")
    hours, minutes, seconds = found.groups()
    return ShowAt(_seconds(3600.0 * int(hours) + 60.0 * int(minutes) + float(seconds)))


def _told(where: str, address: str, command: Command) -> Row:
    """A row by which a DAW says that it plays or stands; that it does not is said otherwise."""
    meaning = "It runs." if isinstance(command, Roll) else "It stands."
    return Row(where, address, TRIGGER, meaning, lambda _: command)


def _ignored(where: str, address: str) -> Row:
    return Row(where, address, _ANY, "Taken and ignored.", lambda _: None)


OWN_ROWS = (
    own_row(_OWN, "/transport/play", TRIGGER, lambda _: Roll(), "Let it run."),
    own_row(_OWN, "/transport/stop", TRIGGER, lambda _: Halt(), "Let it stand."),
    own_row(_OWN, "/transport/locate", (_TIME,), lambda call: Locate(_seconds(call.values[0])),
            "Put it there, running or not."),
    own_row(_OWN, "/transport/time", (_TIME, _SPEED), _show_at,
            "Another clock is there now: it is followed while it runs and says so. One that has a "
            "tempo says how many of its seconds go by in one.",
            continuous=True),
    own_row(_OWN, "/transport/cue", _CUE, _cue,
            "Plan this text; its zero is at that second of the show, each time it comes there."),
    own_row(_OWN, "/scene/load", (_NAME,), lambda call: LoadScene(checked_name(call.values[0])),
            "Let the show be a scene file or a session of the folder of sessions; `none` empties "
            "it.", lambda call: (call.desk.playing.show,)),
)  # fmt: skip
"""This program's own."""

DAW_ROWS = (
    _told(_REAPER, "/play", _ROLLS),
    _told(_REAPER, "/stop", _STANDS),
    _told(_REAPER, "/pause", _STANDS),
    Row(_REAPER, "/time", (_TIME,), "Where it is.",
        lambda call: ShowAt(_seconds(call.values[0])), continuous=True),
    *(_ignored(_REAPER, address) for address in (
        "/time/str", "/beat/str", "/samples", "/samples/str", "/frames/str", "/repeat", "/record",
    )),
    _told(_ARDOUR, "/transport_play", _ROLLS),
    _told(_ARDOUR, "/transport_stop", _STANDS),
    Row(_ARDOUR, "/position/time", (_TEXT,), "Where it is.", _clock_text,
        continuous=True),
    *(_ignored(_ARDOUR, address) for address in (
        "/position/{device}", "/transport_speed", "/loop_toggle", "/rewind", "/ffwd",
        "/rec_enable_toggle", "/record_tally", "/session_name", "/cancel_all_solos", "/heartbeat",
        "/marker", "/click/level", "/set_surface", "/toggle_roll", "/toggle_punch_in",
        "/toggle_punch_out", "/toggle_click", "/group/list", "/jog/mode", "/jog/mode/name",
        "/master/{device}", "/monitor/{device}",
    )),
)  # fmt: skip
"""What DAWs send."""

AT = Out(
    "/ttmba/transport",
    "sf",
    "`playing` or `stopped`, time (s)",
    "The show's clock has begun, stopped or jumped; once a second while it runs. To subscribers "
    "only.",
)
