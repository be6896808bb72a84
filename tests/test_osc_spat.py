"""SPAT Revolution's and osc-kreuz's /source/...: front, left and up as each of them says it."""

from __future__ import annotations

import pytest
from osc_fuzz import scene

from ttmba_live.errors import InvalidInput
from ttmba_live.osc import OscSettings
from ttmba_live.osc.namespace._addresses import find
from ttmba_live.osc.namespace._table import AdmMemory, Desk
from ttmba_live.scene import apply

SENT = {
    "spat": ((0, 0, 2), (-90, 0, 2), (0, 90, 2), (0, 2, 0), (-2, 0, 0), (0, 0, 2)),
    "spat-left": ((0, 0, 2), (90, 0, 2), (0, 90, 2), (0, 2, 0), (-2, 0, 0), (0, 0, 2)),
    "osc-kreuz": ((0, 0, 2), (90, 0, 2), (0, 90, 2), (2, 0, 0), (0, 2, 0), (0, 0, 2)),
}
"""What is sent for two metres to the front, left and up: as aed, then as xyz."""

PLACES = {"front": (2, 0, 0), "left": (0, 2, 0), "up": (0, 0, 2)}


def placed(frame, *messages):
    """Where the first source is after some messages (metres: front, left, up)."""
    now = scene()
    for address, *arguments in messages:
        desk = Desk(now, OscSettings(source_frame=frame), AdmMemory(10.0))
        for match in find(address, now):
            command = match.row.run(match.key, arguments, desk)
            now = apply(now, command) if command is not None else now
    return now.sources["dog"].position.xyz


@pytest.mark.parametrize("frame", SENT)
@pytest.mark.parametrize("look", range(3), ids=list(PLACES))
def test_every_spelling_of_front_left_and_up(frame, look):
    aed, xyz, want = SENT[frame][look], SENT[frame][3 + look], list(PLACES.values())[look]
    for source in ("1", "dog", "*", "[1-2]"):
        assert placed(frame, (f"/source/{source}/aed", *aed)) == pytest.approx(want, abs=1e-9)
        assert placed(frame, (f"/source/{source}/xyz", *xyz)) == pytest.approx(want, abs=1e-9)
    assert placed(frame, ("/source/aed", 1, *aed)) == pytest.approx(want, abs=1e-9)
    assert placed(frame, ("/source/xyz", 1, *xyz)) == pytest.approx(want, abs=1e-9)
    axes = [(f"/source/1/{axis}", value) for axis, value in zip("xyz", xyz, strict=True)]
    assert placed(frame, *axes) == pytest.approx(want, abs=1e-9)
    angles = [(f"/source/1/{axis}", value) for axis, value in zip("aed", aed, strict=True)]
    assert placed(frame, *angles) == pytest.approx(want, abs=1e-9)


def test_one_axis_leaves_the_others_alone():
    aside = placed("spat", ("/source/1/xyz", 1, 2, 3), ("/source/1/xy", -4, 5))
    assert aside == pytest.approx((5, 4, 3))


def test_what_makes_no_sense_is_refused():
    for message in (
        ("/source/9/aed", 0, 0, 1), ("/source/aed", -1, 0, 0, 1), ("/source/cow/x", 1),
        ("/source/1/aed", 0, 91, 1), ("/source/1/d", -1), ("/source/1/x", 1e6),
        ("/source/aed", 0, 0, 1),
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            placed("spat", message)
    assert placed("spat", ("/source/1/aed", "touch")) == placed("spat")
