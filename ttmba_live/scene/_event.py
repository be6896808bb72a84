"""One sound event, one value, and its notations: the paper's line and the scene file's object."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ttmba_live.errors import InvalidInput, did_you_mean
from ttmba_live.geometry import MIN_DISTANCE, Position, Trajectory, finite
from ttmba_live.scene._envelope import Envelope, checked_gain, checked_spread

MAX_SECONDS = 3600.0
"""Longest duration of an event."""

MAX_START = 86_400.0
"""Latest start, in seconds: a session may last a day."""

MAX_CUE = 1_000_000

MAX_SEED = 2**63 - 1

MAX_GUIDANCE = 100.0

MAX_TEXT = 2000
"""Characters of a sound's description."""

FRONT = Position()
"""One metre ahead."""

_ID_FORBIDDEN = re.compile(r"[\s/#*?,\[\]{}\"'\\:<>|]")


@dataclass(frozen=True, slots=True)
class Event:
    """What sounds, how long, where and when; made by `Event.checked` at the edges.

    ``id`` is empty until the event joins a scene. ``file`` names a dry sound file in the
    session's folder to use instead of generating; the times of ``trajectory`` and ``envelope``
    count from ``start``, and the envelope's dB add to ``gain_db``; ``negative`` is what it shall
    not sound like and ``guidance`` how closely the words are followed, for generators that can
    (None is their own setting); ``cue`` is the number of the
    cue that it came with, if it came with one, and ``planner`` says who decided ("lines" is the
    artist), if anyone. ``room_db`` adds to what is sent into the room, and ``spread`` is how wide
    the source is, in degrees to every side.
    """

    sound: str
    duration: float
    position: Position = FRONT
    start: float = 0.0
    gain_db: float = 0.0
    seed: int | None = None
    loop: bool = False
    file: str | None = None
    id: str = ""
    trajectory: Trajectory | None = None
    cue: int | None = None
    envelope: Envelope | None = None
    negative: str = ""
    guidance: float | None = None
    lora: str = ""
    """Which of one's own LoRAs makes it, by name, for generators that can."""
    planner: str = field(default="", compare=False)
    room_db: float = 0.0
    spread: float = 0.0
    maker: str = field(default="", compare=False)
    """Which generator made its clip."""
    licence: str = field(default="", compare=False)
    """Under what terms that clip may be used."""
    added: str = field(default="", compare=False)
    """Words of ``sound`` that the planner added: "playing", where only a piano was named."""

    @classmethod
    def checked(
        cls, sound: str, duration: float, position: Position, start: float = 0.0, **rest: Any
    ) -> Event:
        """Raise `InvalidInput` unless the sound has a name and the times make sense."""
        sound = " ".join(sound.split())
        if not sound or len(sound) > MAX_TEXT or not sound.isprintable():
            raise InvalidInput(f"an event's sound must be 1..{MAX_TEXT} printable characters")
        if not 0.0 < finite("duration", duration) <= MAX_SECONDS:
            raise InvalidInput(f"duration must be over 0 and up to {MAX_SECONDS:g} s")
        if not 0.0 <= finite("start", start) <= MAX_START:
            raise InvalidInput(f"start must lie in 0..{MAX_START:g} s")
        gain = checked_gain(rest.pop("gain_db", 0.0))
        rest["room_db"] = checked_gain(rest.get("room_db", 0.0))
        rest["spread"] = checked_spread(rest.get("spread", 0.0))
        name = rest.pop("id", "")
        if name:
            checked_id(name)
        rest["negative"] = _checked_negative(rest.get("negative", ""))
        if rest.get("lora"):
            checked_id(rest["lora"])
        if not 0.0 <= finite("guidance", rest.get("guidance") or 0.0) <= MAX_GUIDANCE:
            raise InvalidInput(f"guidance must lie in 0..{MAX_GUIDANCE:g}")
        return cls(sound, float(duration), position, float(start), gain_db=gain, id=name, **rest)


def _checked_negative(text: str) -> str:
    text = " ".join(text.split())
    if len(text) > MAX_TEXT or not text.isprintable():
        raise InvalidInput(f"negative must be up to {MAX_TEXT} printable characters")
    return text


def checked_id(name: str) -> str:
    """A name that can stand in an OSC address and in a file name, or `InvalidInput`."""
    if not 1 <= len(name) <= 64 or _ID_FORBIDDEN.search(name) or not name.isprintable():
        raise InvalidInput(
            f"an id is 1..64 printable characters without spaces or any of "
            f"/ \\ # * ? , : [ ] {{ }} < > | or quotes, not {name[:64]!r}"
        )
    if set(name) == {"."}:
        raise InvalidInput(f"an id must not be {name!r}")
    return name


def checked_seed(seed: int) -> int:
    """A seed in +-`MAX_SEED`, or `InvalidInput`."""
    if not -MAX_SEED <= seed <= MAX_SEED:
        raise InvalidInput(f"seed must lie in -{MAX_SEED}..{MAX_SEED}")
    return seed


def near_note(where: Position | Trajectory) -> str:
    """What is to be said of a place or a way nearer than anything is played, or nothing."""
    places = (where,) if isinstance(where, Position) else where.positions
    nearest = min(place.distance for place in places)
    if nearest >= MIN_DISTANCE:
        return ""
    return f"{nearest:g} m away is played at {MIN_DISTANCE:g} m, the nearest there is"


def near_notes(events: Iterable[Event]) -> list[str]:
    """`near_note` of all events that have one."""
    notes = [(event.sound[:60], near_note(event.trajectory or event.position)) for event in events]
    return [f"{sound}: {note}" for sound, note in notes if note]


def slug(text: str) -> str:
    """A short id made from a description.

    >>> slug("Dog barking, angrily!")
    'dog_barking_angrily'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    name = re.sub(r"[^\w]+", "_", folded).strip("_")[:32].rstrip("_")
    return name or "sound"


def format_line(event: Event) -> str:
    """The paper's line for an event: only its sound, duration, place and start."""
    p = event.position
    return (
        f"{event.sound}@{_text(event.duration)}@{_text(p.azimuth)},{_text(p.elevation)}"
        f"@{_text(p.distance)}@{_text(event.start)}"
    )


def event_to_json(event: Event) -> dict[str, Any]:
    """The scene file's object for an event; what is at its default is left out."""
    p = event.position
    out: dict[str, Any] = {
        "sound": event.sound,
        "duration": event.duration,
        "azimuth": p.azimuth,
        "elevation": p.elevation,
        "distance": p.distance,
        "start": event.start,
    }
    for key in ("gain_db", "room_db", "spread"):
        if getattr(event, key):
            out[key] = getattr(event, key)
    for key in ("seed", "file", "cue", "guidance"):
        if getattr(event, key) is not None:
            out[key] = getattr(event, key)
    if event.loop:
        out["loop"] = True
    for key in ("id", *_TOLD, "negative", "lora"):
        if getattr(event, key):
            out[key] = getattr(event, key)
    if event.trajectory is not None:
        rows = zip(event.trajectory.times, event.trajectory.positions, strict=True)
        out["trajectory"] = [[t, q.azimuth, q.elevation, q.distance] for t, q in rows]
    if event.envelope is not None:
        out["envelope"] = event.envelope.to_json()
    return out


FIELDS: dict[str, tuple[type, ...]] = {
    "sound": (str,),
    "duration": (int, float),
    "azimuth": (int, float),
    "elevation": (int, float),
    "distance": (int, float),
    "start": (int, float),
    "gain_db": (int, float),
    "room_db": (int, float),
    "spread": (int, float),
    "seed": (int,),
    "loop": (bool,),
    "file": (str,),
    "id": (str,),
    "trajectory": (list,),
    "envelope": (list,),
    "cue": (int,),
    "planner": (str,),
    "maker": (str,),
    "licence": (str,),
    "added": (str,),
    "negative": (str,),
    "guidance": (int, float),
    "lora": (str,),
}
"""A scene file's fields of an event, and what their values are."""
_TOLD = ("planner", "maker", "licence", "added")
_TAKEN = (
    "gain_db",
    "room_db",
    "spread",
    "seed",
    "loop",
    "file",
    "id",
    "cue",
    "negative",
    "guidance",
    "lora",
    *_TOLD,
)
"""Fields that are an event's own as they stand."""
_REQUIRED = ("sound", "duration", "azimuth", "elevation", "distance", "start")


def event_from_json(data: Any) -> Event:
    """Read one object of a scene file; unknown, missing and mistyped fields are refused."""
    if not isinstance(data, dict):
        raise InvalidInput("each event is an object")
    for key, value in data.items():
        if key not in FIELDS:
            raise InvalidInput(f"unknown event field {key[:40]!r}{did_you_mean(key[:40], FIELDS)}")
        if not isinstance(value, FIELDS[key]) or (
            isinstance(value, bool) and bool not in FIELDS[key]
        ):
            raise InvalidInput(f"event field {key!r} has the wrong type: {str(value)[:40]!r}")
    if lacks := lacking(data):
        raise InvalidInput(lacks)
    position = Position.checked(data["azimuth"], data["elevation"], data["distance"])
    extra = {key: data[key] for key in _TAKEN if key in data}
    if not 1 <= extra.get("cue", 1) <= MAX_CUE:
        raise InvalidInput(f"cue must lie in 1..{MAX_CUE}")
    checked_seed(extra.get("seed", 0))
    if "trajectory" in data:
        extra["trajectory"] = Trajectory.checked([_point(row) for row in data["trajectory"]])
    if "envelope" in data:
        extra["envelope"] = Envelope.from_json(data["envelope"])
    return Event.checked(data["sound"], data["duration"], position, data["start"], **extra)


def lacking(data: Mapping[str, Any]) -> str:
    """What an object of a scene file must have and has not, in words, or nothing."""
    missing = [key for key in _REQUIRED if key not in data]
    return f"the event lacks {', '.join(missing)}" if missing else ""


def _point(row: Any) -> tuple[float, float, float, float]:
    numbers = isinstance(row, list) and len(row) == 4
    if not numbers or not all(isinstance(v, (int, float)) for v in row):
        raise InvalidInput("a trajectory point is [time, azimuth, elevation, distance]")
    return row[0], row[1], row[2], row[3]


def _text(value: float) -> str:
    return repr(value).removesuffix(".0")
