"""This program's own addresses, ``/ttmba/...``, as rows. Knows no other program's spelling."""

from __future__ import annotations

from collections.abc import Callable

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.osc._settings import METER_RATE
from ttmba_live.osc.namespace import _previews, _snapshots
from ttmba_live.osc.namespace._names import checked_name
from ttmba_live.osc.namespace._places import (
    AZIMUTH,
    DISTANCE,
    ELEVATION,
    GAIN,
    LISTENER_ROWS,
    SOURCE_ROWS,
)
from ttmba_live.osc.namespace._places import own_row as own
from ttmba_live.osc.namespace._previews import cue_text
from ttmba_live.osc.namespace._rooms import ROOM_ROWS
from ttmba_live.osc.namespace._table import TRIGGER, Arg, Call
from ttmba_live.osc.namespace._transport import OWN_ROWS as CLOCK_ROWS
from ttmba_live.scene import (
    MAX_SECONDS,
    AddEvent,
    Command,
    Cue,
    Event,
    Panic,
    Ping,
    RecordStart,
    RecordStop,
    RenewDevices,
    SaveSession,
    SearchLibrary,
    SetHead,
    SetLora,
    SetMasterGain,
    StopAll,
    Subscribe,
    SubscribeMeters,
    SubscribeScene,
    Unsubscribe,
    UnsubscribeMeters,
    UnsubscribeScene,
    checked_gain,
    checked_id,
)


def _event(call: Call) -> AddEvent:
    name, sound, duration, azimuth, elevation, distance, start = call.values
    position = Position.checked(azimuth, elevation, distance)
    checked_id(name)
    return AddEvent(Event.checked(sound, duration, position, start, id=name))


def _port(call: Call) -> int | None:
    """A port, or None for the sender's own; 1 is a button's value, and no port of anybody's."""
    port: int | None = call.values[0]
    if port == 1:
        return None
    if port is not None and not 1 <= port <= 65535:
        raise InvalidInput(f"a port lies in 1..65535, not {port}")
    return port


def _meter_port(call: Call) -> int | None:
    return _port(call) if call.values[0] != 0 else None


def _meters(call: Call) -> SubscribeMeters:
    rate = call.values[1]
    if rate is not None and not 0.0 < rate <= METER_RATE:
        raise InvalidInput(f"meters come up to {METER_RATE:g} times a second, not {rate:g}")
    return SubscribeMeters(_meter_port(call), rate or METER_RATE)


def _to_port(make: Callable[[int | None], Command]) -> Callable[[Call], Command | None]:
    """A maker that does nothing at 0: a button was let go."""
    return lambda call: None if call.values[0] == 0 else make(_port(call))


_ALL = "The whole"
_NAME = Arg("name", "text", example="take_1")
_HEAD = Arg("name", "text", example="default")
_LORA = Arg("name", "text", example="rain")
_PORT = Arg("port", "integer", optional=True, example=9001, span=(1, 65535))
_METER_PORT = Arg("port", "integer", optional=True, example=9001, span=(0, 65535))
_RATE = Arg("rate", unit="Hz", optional=True, example=10.0, span=(0.0, METER_RATE))
_CUE_TEXT = Arg("text", "words", example="a dog barks on the left")
_WORDS = Arg("words", "words", example="church bell")
_EVENT = (
    Arg("id", "text", example="dog"),
    Arg("sound", "text", example="dog barking"),
    Arg("duration", unit="s", example=4.0, span=(0.0, MAX_SECONDS)),
    *(AZIMUTH, ELEVATION, DISTANCE),
    Arg("start", unit="s", example=0.0, span=(0.0, MAX_SECONDS)),
)


def _named(make: Callable[[str], Command]) -> Callable[[Call], Command]:
    return lambda call: make(checked_name(call.values[0]))


def _lora(call: Call) -> SetLora:
    name: str = call.values[0]
    return SetLora("" if name.lower() == "none" else checked_id(name))


ROWS = (
    own("Cues", "/cue", (_CUE_TEXT,), lambda call: Cue(cue_text(call)),
        "Plan this text, make its sounds and play them. Prose or event lines."),
    own("Cues", "/event", _EVENT, _event,
        "Play one event as it stands, without planning."),
    *_previews.ROWS,
    *SOURCE_ROWS,
    *LISTENER_ROWS,
    *ROOM_ROWS,
    *_snapshots.ROWS,
    *CLOCK_ROWS,
    own(_ALL, "/gain", (GAIN,), lambda call: SetMasterGain(checked_gain(call.values[0])),
        "The level of the mix.", lambda call: (call.desk.scene.gain_db,), continuous=True),
    own(_ALL, "/head", (_HEAD,), _named(SetHead),
        "Hear through another head: a SOFA file's name in the folder of heads, or `default`. Of "
        "several that are asked for while one is prepared, the last one counts.",
        lambda call: (call.desk.playing.head,)),
    own(_ALL, "/lora", (_LORA,), _lora,
        "Which of your own LoRAs makes clips from now on, by its name; `none` is the setting's "
        "own. Events that name one keep it.", lambda call: (call.desk.scene.lora or "none",)),
    own(_ALL, "/stop", TRIGGER, lambda _: StopAll(),
        "Fade everything out, forget what is planned."),
    own(_ALL, "/panic", TRIGGER, lambda _: Panic(), "Silence, now."),
    own(_ALL, "/devices/renew", TRIGGER, lambda _: RenewDevices(),
        "Find sound devices that were plugged in since the start: all are let go and opened again, "
        "which is a short silence."),
    own(_ALL, "/ping", (_PORT,), _to_port(Ping),
        "Answers `/ttmba/pong version` here, or to this port of the sender's host."),
    own(_ALL, "/subscribe", (_PORT,), _to_port(Subscribe),
        "Send events and status here, or to this port of the sender's host."),
    own(_ALL, "/unsubscribe", (_PORT,), _to_port(Unsubscribe),
        "Send no more of them."),
    own(_ALL, "/meter/subscribe", (_METER_PORT, _RATE), _meters,
        "Send meters, this often, here (port 0) or to this port of the sender's host."),
    own(_ALL, "/meter/unsubscribe", (_METER_PORT,),
        lambda call: UnsubscribeMeters(_meter_port(call)), "Send no more of them."),
    own(_ALL, "/scene/subscribe", (_PORT,), _to_port(SubscribeScene),
        "Send the whole scene, and what changes, here, or to this port of the sender's host."),
    own(_ALL, "/scene/unsubscribe", (_PORT,), _to_port(UnsubscribeScene), "Send no more of it."),
    own("Files", "/record/start", (_NAME,), _named(RecordStart),
        "Record the mix under this name, in the session folder."),
    own("Files", "/record/stop", TRIGGER, lambda _: RecordStop(), "Close that file."),
    own("Files", "/session/save", (_NAME,), _named(SaveSession),
        "Save what was played as a session of this name."),
    own("Library", "/library/search", (_WORDS,), lambda call: SearchLibrary(call.values[0]),
        "Answers one `/ttmba/library/found` for each of your own sounds that fits, best first."),
)  # fmt: skip
"""Every incoming address of this program."""
