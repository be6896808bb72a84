"""What is sent to those who show the scene, as rows. Knows no sockets."""

from __future__ import annotations

from ttmba_live.osc.namespace._table import Out

_WHO = "To subscribers of the scene only"

SOURCE = Out(
    "/ttmba/scene/source",
    "ssifiiiss",
    "id, name, number, gain (dB), mute, solo, loop, state, note",
    f"What a source is, as `/ttmba/event/state` has it last. {_WHO}, when it changes.",
)
PLACE = Out(
    "/ttmba/scene/place",
    "sfff",
    "id, azimuth (deg), elevation (deg), distance (m)",
    f"Where a source is now, on its way too. {_WHO}, at most 25 times a second.",
)
PATH = Out(
    "/ttmba/scene/path",
    "siiffff",
    "id, point, points, time (s), azimuth (deg), elevation (deg), distance (m)",
    f"A point of a source's way, times from its start; 0 of 0 points: it has none. {_WHO}.",
)
SPACE = Out(
    "/ttmba/scene/space",
    "sff",
    "id, spread (deg), room (dB)",
    "How wide a source is, to every side, and what it sends into the room. "
    f"{_WHO}, when it changes.",
)
GONE = Out("/ttmba/scene/gone", "s", "id", f"A source has left the scene. {_WHO}.")
HEAD_AT = Out(
    "/ttmba/scene/listener",
    "ffffff",
    "x (m, front), y (m, left), z (m, up), yaw (deg), pitch (deg), roll (deg)",
    f"Where the head is and how it is turned. {_WHO}, at most 25 times a second.",
)
MIX_GAIN = Out("/ttmba/scene/gain", "f", "gain (dB)", f"The level of the mix. {_WHO}.")
ROOM = Out(
    "/ttmba/scene/room",
    "sfff",
    "preset, decay (s), early (dB), late (dB)",
    f"The room; its decay at middle frequencies, 0 for none. {_WHO}, when it changes.",
)
PART = Out(
    "/ttmba/part",
    "sss",
    "kind, name, note",
    "What plays which part: `generator`, `renderer`, `planner`, `output`, `output 2` and on, "
    "`headphones`; the note says why. To subscribers only, at once when they subscribe.",
)
DEVICE_CLOCK = Out(
    "/ttmba/device/clock",
    "ssf",
    "way (`in`, `out`), device, offset (ppm)",
    "By how much a device's clock runs faster than the main output's, whose sound is resampled "
    "for it. To subscribers only, once two clocks prove to be two, and as the offset changes.",
)
RECORDED = Out("/ttmba/record/stopped", "s", "file", "A recording is complete on the disk.")

SHOWN = (SOURCE, PLACE, PATH, SPACE, GONE, HEAD_AT, MIX_GAIN, ROOM, PART, DEVICE_CLOCK, RECORDED)
"""Every one of these addresses."""
