"""Broadcast Wave files, each read back by a reader that is not ours."""

import json
import struct
import subprocess
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import soundfile
from daw_sessions import ABOUT, NAMES, START, needs, noise
from wavinfo import WavInfoReader

from ttmba_live.audio import RATE
from ttmba_live.daw import (
    About,
    set_start,
    wave_head,
    write_wave,
)
from ttmba_live.errors import InvalidInput, Unavailable


@pytest.mark.parametrize("sample", ["float32", "int24"])
@pytest.mark.parametrize(("frames", "channels"), [(1001, 1), (1001, 2), (1, 1)])
def test_a_broadcast_wave_is_read_by_others(tmp_path, sample, frames, channels):
    path, sound = tmp_path / "a.wav", noise(frames, channels)
    write_wave(path, sound, ABOUT, sample=sample)
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    assert samples.shape == sound.shape
    assert np.abs(samples - sound).max(initial=0.0) <= (0.0 if sample == "float32" else 2**-24)
    info = WavInfoReader(str(path))
    assert info.bext.time_reference == START
    assert info.bext.version == 1
    assert info.bext.description == "??? ?????"
    assert info.bext.originator == "ttmba_live"
    root = ET.fromstring(raw_chunk(path, b"iXML"))
    assert root.findtext("NOTE") == NAMES[4]
    assert "azimuth -90" in root.findtext("USER")
    assert root.findtext("TRACK_LIST/TRACK_COUNT") == str(channels)
    assert int(root.findtext("SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO")) == START
    assert path.stat().st_size == 8 + struct.unpack("<I", path.read_bytes()[4:8])[0]


def raw_chunk(path, name):
    data = path.read_bytes()
    at = 12
    while at < len(data):
        size = struct.unpack("<I", data[at + 4 : at + 8])[0]
        if data[at : at + 4] == name:
            return data[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)
    return None


@needs("ffprobe")
def test_ffprobe_reads_the_time_reference(tmp_path):
    write_wave(tmp_path / "a.wav", noise(100, 2), ABOUT)
    words = ["ffprobe", "-v", "error", "-of", "json", "-show_format", str(tmp_path / "a.wav")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert json.loads(done.stdout)["format"]["tags"]["time_reference"] == str(START)


@needs("sox")
def test_sox_reads_it_without_a_warning(tmp_path):
    for sample in ("float32", "int24"):
        write_wave(tmp_path / "a.wav", noise(101, 2), ABOUT, sample=sample)
        words = ["sox", str(tmp_path / "a.wav"), "-n", "stat"]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        assert "WARN" not in done.stderr
        assert "Samples read:               202" in done.stderr


def test_equal_sound_gives_equal_bytes_and_24_bit_does_not_wrap(tmp_path):
    for name in ("a", "b"):
        write_wave(tmp_path / name, noise(999), ABOUT)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    loud = np.array([1.5, 1.0, -1.0, -1.5], np.float32)
    write_wave(tmp_path / "c.wav", loud, ABOUT, sample="int24")
    samples, _ = soundfile.read(tmp_path / "c.wav")
    assert samples == pytest.approx([1.0, 1.0, -1.0, -1.0], abs=2e-7)


def test_above_4_gib_it_is_rf64_and_read_as_such(tmp_path):
    frames = 2**29 + 5
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        head = wave_head(frames, 2, ABOUT)
        file.write(head)
        file.truncate(len(head) + 8 * frames)
    assert head[:4] == b"RF64"
    info = soundfile.info(path)
    assert (info.format, info.frames, info.channels) == ("RF64", frames, 2)
    at = head.index(b"bext") + 8 + 338
    assert struct.unpack("<Q", head[at : at + 8])[0] == START
    assert wave_head(2**29 - 1000, 2, ABOUT)[:4] == b"RIFF"


@pytest.mark.parametrize("letters", range(4))
@pytest.mark.parametrize("sample", ["float32", "int24"])
def test_chunks_are_even_and_the_format_comes_first(tmp_path, letters, sample):
    """Readers of RF64 skip no pad byte, and some of RIFF look for the format at byte 12."""
    about = replace(
        ABOUT, text="x" * letters, software="y" * letters, markers=((5, "z" * letters),)
    )
    for frames in (2**29, 2**20):
        path = tmp_path / "long.wav"
        head = wave_head(frames, 3, about, sample=sample)
        with path.open("wb") as file:
            file.write(head)
            file.truncate(len(head) + (12 if sample == "float32" else 9) * frames)
        info = soundfile.info(path)
        assert (info.frames, info.channels, info.samplerate) == (frames, 3, RATE)
        at, names = 12, []
        while head[at : at + 4] != b"data":
            names.append(head[at : at + 4])
            size = struct.unpack("<I", head[at + 4 : at + 8])[0]
            assert size % 2 == 0
            at += 8 + size
        assert names[info.format == "RF64"] == b"fmt "


def test_accents_are_folded_and_cues_are_points(tmp_path):
    about = replace(
        ABOUT, text="Türklingel für Łódź – groß", markers=((0, "cue 1"), (7, "Gewölbe"))
    )
    write_wave(tmp_path / "a.wav", noise(9), about)
    info = WavInfoReader(str(tmp_path / "a.wav"))
    assert info.bext.description == "Turklingel fur Lodz - gross"
    points = [(p["frame"], p["label"]) for p in info.cues.to_dict().values()]
    assert points == [(0, "cue 1"), (7, "Gewolbe")]


def test_a_start_is_changed_in_place_and_nothing_else_is(tmp_path):
    path = tmp_path / "a.wav"
    write_wave(path, noise(1001), ABOUT)
    before = path.read_bytes()
    far = 2**33 + 12_345
    set_start(path, far)
    info = WavInfoReader(str(path))
    assert info.bext.time_reference == far
    root = ET.fromstring(raw_chunk(path, b"iXML"))
    assert int(root.findtext("SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI")) == 2
    set_start(path, START)
    assert path.read_bytes() == before
    soundfile.write(tmp_path / "plain.wav", noise(10), RATE)
    plain = (tmp_path / "plain.wav").read_bytes()
    set_start(tmp_path / "plain.wav", 5)
    assert (tmp_path / "plain.wav").read_bytes() == plain
    with pytest.raises(Unavailable):
        set_start(tmp_path / "none.wav", 5)
    with pytest.raises(InvalidInput):
        write_wave(path, noise(10), About("x", -1))
