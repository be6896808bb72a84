"""Rows of ``/ttmba/preview...``: a cue that is shown before it sounds. Knows no sockets."""

from __future__ import annotations

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.osc.namespace._places import AZIMUTH, DISTANCE, ELEVATION, own_row
from ttmba_live.osc.namespace._table import Arg, Call, Out
from ttmba_live.scene import DropPreview, PlacePreview, PlayPreview, Preview

_SECTION = "Cues"
_NUMBER = Arg("preview", "integer", example=1)
_INDEX = Arg("event", "integer", example=0)

MAX_CUE = 10_000
"""Characters of a cue."""


def cue_text(call: Call) -> str:
    """The text of a cue; raises `InvalidInput` if it is too long."""
    text: str = call.values[0]
    if len(text) > MAX_CUE:
        raise InvalidInput(f"a cue has at most {MAX_CUE} characters, not {len(text)}")
    return text.strip()


def _place(call: Call) -> PlacePreview:
    number, index, *place = call.values
    return PlacePreview(number, index, Position.checked(*place))


ROWS = (
    own_row(_SECTION, "/preview", (Arg("text", "words", example="a dog barks on the left"),),
            lambda call: Preview(cue_text(call)),
            "Plan this text and tell what it would be; `/ttmba/preview/play` lets it sound."),
    own_row(_SECTION, "/preview/place", (_NUMBER, _INDEX, AZIMUTH, ELEVATION, DISTANCE), _place,
            "Place an event of a preview, counted from 0; it leaves its way."),
    own_row(_SECTION, "/preview/play", (_NUMBER,), lambda call: PlayPreview(call.values[0]),
            "Make a preview's sounds and play them, as a cue."),
    own_row(_SECTION, "/preview/drop", (_NUMBER,), lambda call: DropPreview(call.values[0]),
            "Forget a preview. The last 16 are kept."),
)  # fmt: skip
"""Every incoming one of these addresses."""

PREVIEWED = Out(
    "/ttmba/preview/planned",
    "iis",
    "preview, events, planner",
    "A preview was planned; its events follow. To who asked only, as all of a preview.",
)
PREVIEW_EVENT = Out(
    "/ttmba/preview/event",
    "iisffffff",
    "preview, event, sound, duration (s), azimuth (deg), elevation (deg), distance (m), "
    "start (s), gain (dB)",
    "What an event would be, and again when it was placed.",
)
PREVIEW_PATH = Out(
    "/ttmba/preview/path",
    "iiiiffff",
    "preview, event, point, points, time (s), azimuth (deg), elevation (deg), distance (m)",
    "A point of an event's way; 0 of 0 points: it has none.",
)
SENT = (PREVIEWED, PREVIEW_EVENT, PREVIEW_PATH)
"""What is said of previews."""
