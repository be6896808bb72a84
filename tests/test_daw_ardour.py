"""The Ardour script, run by Ardour itself: positions, names, markers, and the sound of the sum."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from ardour import Ardour

from ttmba_live.audio import RATE
from ttmba_live.cli import main

SCRIPT = Path(__file__).parent.parent / "ardour_scripts" / "ttmba_live_import_session.lua"
TICKS = 282_240_000
"""Ardour's superclock: ticks of a second."""

SCENE = "bell@2@60,0@1@0.5,bell@1@0,0@1@4,rain@3@-60,0@2@1"


def seconds(text):
    """A time as Ardour writes it, "a" and ticks."""
    assert text.startswith("a")
    return int(text[1:]) / TICKS


@pytest.mark.slow
@pytest.mark.device
def test_a_session_lies_in_ardour_as_in_its_manifest_and_sounds_as_its_mix(tmp_path):
    session = tmp_path / "piece"
    with pytest.raises(SystemExit) as done:
        main(["render", SCENE, "--generator", "sketch", "--session", str(session)])
    assert done.value.code == 0
    lines = (session / "manifest.tsv").read_text().splitlines()[2:]
    rows = [line.split("\t") for line in lines]
    with Ardour(tmp_path, SCRIPT, session / "manifest.tsv") as ardour:
        assert ardour.run_action(1) == "done "
        again = ardour.run_action(2)
        assert again == "done Everything in this session is here already."
        saved = ardour.saved()
    regions = {region.get("name"): region for region in saved.iterfind("Playlists/Playlist/Region")}
    assert set(regions) == {Path(row[3]).stem for row in rows}
    for row in rows:
        _, start = regions[Path(row[3]).stem].get("length").split("@")
        assert round(seconds(start) * RATE) == round(float(row[2]) * RATE)
    tracks = {route.get("name") for route in saved.iterfind("Routes/Route")}
    assert {row[1] for row in rows} <= tracks
    assert {f"{row[1]} (dry)" for row in rows} <= tracks
    marks = {
        mark.get("name"): seconds(mark.get("start"))
        for mark in saved.iterfind("Locations/Location")
        if "IsMark" in mark.get("flags")
    }
    assert marks == {"cue 1": 0.5}
    sound, rate = soundfile.read(ardour.exported(), dtype="float32")
    mix, _ = soundfile.read(session / "mix.wav", dtype="float32")
    assert rate == RATE
    part = mix[RATE // 2 :][: len(sound)]
    assert np.abs(sound[: len(part)] - part).max() < 1e-5
    assert np.abs(part).max() > 0.05
