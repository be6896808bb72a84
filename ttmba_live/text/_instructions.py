"""What the LLM is told, and the shape its answer must have. Speaks to no server."""

from __future__ import annotations

import json
from typing import Any

from ttmba_live.text._lexicon import data_text

_POINT = ("time", "azimuth", "elevation", "distance")
_NUMBERS = ("duration", "azimuth", "elevation", "distance", "start", "gain_db")


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """A strict object: every field required, none besides; bounds are left to our own checks."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_NUMBER = {"type": "number"}
SCHEMA: dict[str, Any] = _object(
    {
        "events": {
            "type": "array",
            "items": _object(
                {
                    "sound": {"type": "string"},
                    **dict.fromkeys(_NUMBERS, _NUMBER),
                    "trajectory": {
                        "type": "array",
                        "items": _object(dict.fromkeys(_POINT, _NUMBER)),
                    },
                }
            ),
        }
    }
)
"""JSON schema of an answer, for ``response_format`` and for the prompt."""

_EXAMPLES: tuple[tuple[str, list[dict[str, Any]]], ...] = (
    (
        "A dog barks on my left, then a car passes from left to right.",
        [
            {"sound": "dog barking", "duration": 4, "azimuth": 90, "elevation": -15,
             "distance": 3, "start": 0, "gain_db": 0, "trajectory": []},
            {"sound": "car driving by", "duration": 6, "azimuth": 63, "elevation": 0,
             "distance": 18, "start": 4, "gain_db": 0, "trajectory": [
                 {"time": 0, "azimuth": 63, "elevation": 0, "distance": 18},
                 {"time": 3, "azimuth": 0, "elevation": 0, "distance": 8},
                 {"time": 6, "azimuth": -63, "elevation": 0, "distance": 18}]},
        ],
    ),
    (
        "Wind throughout, quietly. After five seconds someone whispers behind my right ear.",
        [
            {"sound": "wind blowing", "duration": 10, "azimuth": 0, "elevation": 10,
             "distance": 6, "start": 0, "gain_db": -10, "trajectory": []},
            {"sound": "person whispering", "duration": 4, "azimuth": -120, "elevation": 0,
             "distance": 0.4, "start": 5, "gain_db": 0, "trajectory": []},
        ],
    ),
)  # fmt: skip

FORMATS: tuple[dict[str, Any], ...] = (
    {
        "type": "json_schema",
        "json_schema": {"name": "sound_events", "strict": True, "schema": SCHEMA},
    },
    {"type": "json_object"},
    {},
)
"""Values for ``response_format``, the strictest first; the last one stands for leaving it out."""


def messages(cue: str) -> list[dict[str, str]]:
    """The conversation that asks for the events of a cue."""
    told = [{"role": "system", "content": _rules()}]
    for example, events in _EXAMPLES:
        told.append({"role": "user", "content": _quoted(example)})
        told.append({"role": "assistant", "content": json.dumps({"events": events})})
    return [*told, {"role": "user", "content": _quoted(cue)}]


def correction(answer: str, fault: str) -> list[dict[str, str]]:
    """What is added to the conversation after an answer that could not be used."""
    return [
        {"role": "assistant", "content": answer[:4000]},
        {"role": "user", "content": f"That cannot be used: {fault}. Answer again, JSON only."},
    ]


def _rules() -> str:
    return data_text("instructions.txt").replace("{schema}", json.dumps(SCHEMA))


def _quoted(cue: str) -> str:
    return f"Cue: {json.dumps(cue, ensure_ascii=False)}"
