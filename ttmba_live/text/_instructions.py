"""What the LLM is told, and the shape its answer must have. Speaks to no server."""

from __future__ import annotations

import json
from typing import Any

from ttmba_live.text._lexicon import data_text
from ttmba_live.text._plan import MAX_EVENTS

_MOST_POINTS = 32

_COMPACT = (",", ":")
"""Separators: local models have little room."""

_RANGES = {
    "duration": (0.1, 3600),
    "start": (0, 3600),
    "time": (0, 3600),
    "azimuth": (-180, 180),
    "elevation": (-90, 90),
    "distance": (0.2, 10_000),
    "gain_db": (-60, 12),
}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """A strict object: every field required, none besides."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _number(name: str, *, bounded: bool) -> dict[str, Any]:
    low, high = _RANGES[name]
    return {"type": "number", **({"minimum": low, "maximum": high} if bounded else {})}


def _list(items: dict[str, Any], most: int, *, bounded: bool) -> dict[str, Any]:
    return {"type": "array", "items": items, **({"maxItems": most} if bounded else {})}


def schema(*, bounded: bool) -> dict[str, Any]:
    """JSON schema of an answer, with its bounds or for servers that know none.

    Words come before numbers: a model that has said "behind left" gets the sign right more often,
    and is found out when it does not.
    """

    def points(*names: str) -> dict[str, Any]:
        numbers = {name: _number(name, bounded=bounded) for name in names}
        return _list(_object(numbers), _MOST_POINTS, bounded=bounded)

    numbers = ("duration", "azimuth", "elevation", "distance", "start", "gain_db")
    event = _object(
        {
            "sound": {"type": "string"},
            "where": {"type": "string"},
            **{name: _number(name, bounded=bounded) for name in numbers},
            "trajectory": points("time", "azimuth", "elevation", "distance"),
            "envelope": points("time", "gain_db"),
        }
    )
    return _object({"events": _list(event, MAX_EVENTS, bounded=bounded)})


def _strict(*, bounded: bool) -> dict[str, Any]:
    shape = {"name": "sound_events", "strict": True, "schema": schema(bounded=bounded)}
    return {"type": "json_schema", "json_schema": shape}


FORMATS: tuple[dict[str, Any], ...] = (
    _strict(bounded=True),
    _strict(bounded=False),
    {"type": "json_object"},
    {},
)
"""Values for ``response_format``, the strictest first; the last one stands for leaving it out."""


def _event(
    sound: str,
    where: str,
    place: tuple[float, float, float],
    times: tuple[float, float],
    **more: Any,
) -> dict[str, Any]:
    """An event of an example: azimuth, elevation, distance; start, duration; gain and points."""
    azimuth, elevation, distance = place
    path = [
        dict(zip(("time", "azimuth", "elevation", "distance"), row, strict=True))
        for row in more.get("path", ())
    ]
    fade = [dict(zip(("time", "gain_db"), row, strict=True)) for row in more.get("fade", ())]
    return {
        "sound": sound, "where": where, "duration": times[1], "azimuth": azimuth,
        "elevation": elevation, "distance": distance, "start": times[0],
        "gain_db": more.get("gain", 0), "trajectory": path, "envelope": fade,
    }  # fmt: skip


_EXAMPLES: tuple[tuple[str, list[dict[str, Any]]], ...] = (
    (
        "A dog barks on my left, then a car passes from left to right.",
        [
            _event("dog barking", "left", (90, -15, 3), (0, 4)),
            _event("car driving by", "left, then right", (63, 0, 18), (4, 6), path=[
                (0, 63, 0, 18), (3, 0, 0, 8), (6, -63, 0, 18)]),
        ],
    ),
    (
        "No thunder. Wind fades in over 5 s. A plane flies over me to the back. Steps behind R.",
        [
            _event("wind blowing", "all around", (0, 10, 6), (0, 12), gain=-6, fade=[
                (0, -40), (5, 0)]),
            _event("airplane flying overhead", "front, then above", (0, 15, 150), (0, 10), path=[
                (0, 0, 15, 150), (5, 0, 90, 50), (10, 180, 15, 150)]),
            _event("footsteps drawing near", "behind right", (-150, -40, 12), (0, 8), path=[
                (0, -150, -40, 12), (8, -150, -40, 1)]),
        ],
    ),
    (
        "Eine Biene kreist im Uhrzeigersinn um meinen Kopf, dann zweimal eine Glocke auf drei Uhr.",
        [
            _event("bee buzzing", "front, circling", (0, 0, 0.5), (0, 8), path=[
                (0, 0, 0, 0.5), (2, -90, 0, 0.5), (4, 180, 0, 0.5), (6, 90, 0, 0.5),
                (8, 0, 0, 0.5)]),
            _event("church bell ringing", "right", (-90, 10, 20), (8, 3)),
            _event("church bell ringing", "right", (-90, 10, 20), (12, 3)),
        ],
    ),
)  # fmt: skip

TRIAL = "A bell rings on my right."
"""A cue that any usable model can plan."""


def messages(cue: str) -> list[dict[str, str]]:
    """The conversation that asks for the events of a cue; all but its last message are the same."""
    told = [{"role": "system", "content": _rules()}]
    for example, events in _EXAMPLES:
        told.append({"role": "user", "content": _quoted(example)})
        answer = json.dumps({"events": events}, separators=_COMPACT)
        told.append({"role": "assistant", "content": answer})
    return [*told, {"role": "user", "content": _quoted(cue)}]


def correction(answer: str, fault: str) -> list[dict[str, str]]:
    """What is added to the conversation after an answer that could not be used."""
    return [
        {"role": "assistant", "content": answer[:4000]},
        {"role": "user", "content": f"That cannot be used: {fault}. Answer again, JSON only."},
    ]


def _rules() -> str:
    shape = json.dumps(schema(bounded=False), separators=_COMPACT)
    return data_text("instructions.txt").replace("{schema}", shape)


def _quoted(cue: str) -> str:
    return f"Cue: {json.dumps(cue, ensure_ascii=False)}"
