"""This program's own addresses, ``/ttmba/...``, as rows. Knows no other program's spelling."""

from __future__ import annotations

from collections.abc import Callable

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import (
    MAX_DISTANCE,
    Position,
    normalized,
    quaternion_from_ypr,
    wrap_degrees,
)
from ttmba_live.osc._names import checked_name
from ttmba_live.osc._table import Arg, Call, Row
from ttmba_live.scene import (
    AddEvent,
    Command,
    Cue,
    Event,
    MoveCartesian,
    MoveListener,
    MovePolar,
    Panic,
    Ping,
    Play,
    RecordStart,
    RecordStop,
    SaveSession,
    SetGain,
    SetLoop,
    SetMasterGain,
    SetMute,
    Stop,
    StopAll,
    Subscribe,
    TurnHead,
    TurnHeadAxis,
    Unsubscribe,
    checked_gain,
    checked_id,
)

MAX_CUE = 10_000
"""Characters of a cue."""

AZIMUTH = Arg("azimuth", unit="deg, + left", example=90.0)
ELEVATION = Arg("elevation", unit="deg, + up", example=-10.0)
DISTANCE = Arg("distance", unit="m", example=2.0)
X = Arg("x", unit="m, front", example=1.0)
Y = Arg("y", unit="m, left", example=-2.0)
Z = Arg("z", unit="m, up", example=0.5)
GAIN = Arg("gain", unit="dB", example=-6.0)


def _cue(call: Call) -> Cue:
    text: str = call.values[0]
    if len(text) > MAX_CUE:
        raise InvalidInput(f"a cue has at most {MAX_CUE} characters, not {len(text)}")
    return Cue(text.strip())


def _event(call: Call) -> AddEvent:
    name, sound, duration, azimuth, elevation, distance, start = call.values
    position = Position.checked(azimuth, elevation, distance)
    checked_id(name)
    return AddEvent(Event.checked(sound, duration, position, start, id=name))


def _aed(call: Call) -> MovePolar:
    place = Position.checked(*call.values)
    return MovePolar(call.key, place.azimuth, place.elevation, place.distance)


def _azimuth(call: Call) -> MovePolar:
    return MovePolar(call.key, azimuth=wrap_degrees(call.values[0]))


def _elevation(call: Call) -> MovePolar:
    return MovePolar(call.key, elevation=Position.checked(0.0, call.values[0], 1.0).elevation)


def _distance(call: Call) -> MovePolar:
    return MovePolar(call.key, distance=Position.checked(0.0, 0.0, call.values[0]).distance)


def _xyz(call: Call) -> MoveCartesian:
    Position.from_xyz(*call.values)
    return MoveCartesian(call.key, *call.values)


def _metres(value: float) -> float:
    if abs(value) > MAX_DISTANCE:
        raise InvalidInput(f"a place must lie within {MAX_DISTANCE:g} m, not at {value:g}")
    return value


def _ypr(call: Call) -> TurnHead:
    return TurnHead(quaternion_from_ypr(*call.values))


def _port(call: Call) -> int | None:
    port: int | None = call.values[0]
    if port is not None and not 1 <= port <= 65535:
        raise InvalidInput(f"a port lies in 1..65535, not {port}")
    return port


def _row(
    section: str, address: str, args: tuple[Arg, ...], make: Callable[[Call], Command], meaning: str
) -> Row:
    return Row(section, f"/ttmba{address}", args, meaning, make)


def _source_axis(axis: str) -> Callable[[Call], Command]:
    return lambda call: MoveCartesian(call.key, **{axis: _metres(call.values[0])})


def _listener_axis(axis: str) -> Callable[[Call], Command]:
    return lambda call: MoveListener(**{axis: _metres(call.values[0])})


def _listener_angle(name: str) -> Callable[[Call], Command]:
    return lambda call: TurnHeadAxis(**{name: wrap_degrees(call.values[0])})


_SOURCE = "Sources"
_HEAD = "Listener"
_ALL = "The whole"
_YAW = Arg("yaw", unit="deg, + left", example=30.0)
_PITCH = Arg("pitch", unit="deg, + up", example=10.0)
_ROLL = Arg("roll", unit="deg, + right ear down", example=5.0)
_NAME = Arg("name", "text", example="take_1")
_PORT = Arg("port", "integer", optional=True, example=9001)
_CUE_TEXT = Arg("text", "words", example="a dog barks on the left")
_EVENT = (
    Arg("id", "text", example="dog"),
    Arg("sound", "text", example="dog barking"),
    Arg("duration", unit="s", example=4.0),
    *(AZIMUTH, ELEVATION, DISTANCE),
    Arg("start", unit="s", example=0.0),
)

ROWS = (
    _row("Cues", "/cue", (_CUE_TEXT,), _cue,
         "Plan this text, make its sounds and play them. Prose or event lines."),
    _row("Cues", "/event", _EVENT, _event,
         "Play one event as it stands, without planning."),
    _row(_SOURCE, "/source/{id}/aed", (AZIMUTH, ELEVATION, DISTANCE), _aed, "Place a source."),
    _row(_SOURCE, "/source/{id}/xyz", (X, Y, Z), _xyz, "Place a source."),
    _row(_SOURCE, "/source/{id}/azimuth", (AZIMUTH,), _azimuth, "One angle of its place."),
    _row(_SOURCE, "/source/{id}/elevation", (ELEVATION,), _elevation, "One angle of its place."),
    _row(_SOURCE, "/source/{id}/distance", (DISTANCE,), _distance, "How far away it is."),
    _row(_SOURCE, "/source/{id}/x", (X,), _source_axis("x"), "One axis of its place."),
    _row(_SOURCE, "/source/{id}/y", (Y,), _source_axis("y"), "One axis of its place."),
    _row(_SOURCE, "/source/{id}/z", (Z,), _source_axis("z"), "One axis of its place."),
    _row(_SOURCE, "/source/{id}/gain", (GAIN,),
         lambda call: SetGain(call.key, checked_gain(call.values[0])), "Its level."),
    _row(_SOURCE, "/source/{id}/mute", (Arg("mute", "switch", example=1),),
         lambda call: SetMute(call.key, call.values[0]), "Silence it, or let it sound."),
    _row(_SOURCE, "/source/{id}/loop", (Arg("loop", "switch", example=1),),
         lambda call: SetLoop(call.key, call.values[0]), "Begin again at its end, or not."),
    _row(_SOURCE, "/source/{id}/play", (), lambda call: Play(call.key),
         "Start its clip again, at once."),
    _row(_SOURCE, "/source/{id}/stop", (), lambda call: Stop(call.key), "Fade it out."),
    _row(_HEAD, "/listener/ypr",
         (_YAW, _PITCH, _ROLL),
         _ypr, "Turn the head."),
    *(_row(_HEAD, f"/listener/{angle.name}", (angle,), _listener_angle(angle.name),
           "One angle of the head.")
      for angle in (_YAW, _PITCH, _ROLL)),
    _row(_HEAD, "/listener/quaternion",
         (Arg("w", example=1.0), Arg("x"), Arg("y"), Arg("z")),
         lambda call: TurnHead(normalized(*call.values)),
         "Turn the head: x front, y left, z up, right-handed."),
    _row(_HEAD, "/listener/xyz", (X, Y, Z),
         lambda call: MoveListener(*(_metres(v) for v in call.values)), "Move the head."),
    _row(_HEAD, "/listener/x", (X,), _listener_axis("x"), "One axis of its place."),
    _row(_HEAD, "/listener/y", (Y,), _listener_axis("y"), "One axis of its place."),
    _row(_HEAD, "/listener/z", (Z,), _listener_axis("z"), "One axis of its place."),
    _row(_ALL, "/gain", (GAIN,), lambda call: SetMasterGain(checked_gain(call.values[0])),
         "The level of the mix."),
    _row(_ALL, "/stop", (), lambda _: StopAll(), "Fade everything out, forget what is planned."),
    _row(_ALL, "/panic", (), lambda _: Panic(), "Silence, now."),
    _row(_ALL, "/ping", (_PORT,), lambda call: Ping(_port(call)),
         "Answers `/ttmba/pong version` here, or to this port of the sender's host."),
    _row(_ALL, "/subscribe", (_PORT,), lambda call: Subscribe(_port(call)),
         "Send events and status here, or to this port of the sender's host."),
    _row(_ALL, "/unsubscribe", (_PORT,), lambda call: Unsubscribe(_port(call)),
         "Send no more of them."),
    _row("Files", "/record/start", (_NAME,), lambda call: RecordStart(checked_name(call.values[0])),
         "Record the mix under this name, in the session folder."),
    _row("Files", "/record/stop", (), lambda _: RecordStop(), "Close that file."),
    _row("Files", "/session/save", (_NAME,), lambda call: SaveSession(checked_name(call.values[0])),
         "Save what was played as a session of this name."),
)  # fmt: skip
"""Every incoming address of this program."""
