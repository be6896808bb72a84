from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from ttmba_live.audio import RATE, write_sound
from ttmba_live.errors import InvalidInput, TtmbaError, Unavailable
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.files import Files

TONE = (0.5 * np.sin(2 * np.pi * 441 * np.arange(RATE) / RATE)).astype(np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "sounds"
    inside.mkdir()
    write_sound(inside / "tone.wav", TONE)
    write_sound(inside / "below" / "deep.flac", TONE)
    write_sound(tmp_path / "secret.wav", TONE)
    return inside


def spec(seconds: float, *, loop: bool = False) -> ClipSpec:
    return ClipSpec("whatever", seconds, 1, loop)


def test_a_file_of_the_right_length_comes_as_it_is(folder: Path):
    made = Files(folder).clip("tone.wav", spec(1.0))
    assert np.array_equal(made.clip.samples, TONE)
    assert not made.note


def test_a_long_file_is_cut_with_a_fade(folder: Path):
    made = Files(folder).clip("tone.wav", spec(0.5))
    assert len(made.clip.samples) == RATE // 2
    assert np.array_equal(made.clip.samples[:18_000], TONE[:18_000])
    assert abs(made.clip.samples[-1]) < 0.005
    assert made.note == "cut from 1 s to 0.5 s"


def test_a_short_file_is_padded_with_silence(folder: Path):
    made = Files(folder).clip("tone.wav", spec(1.5))
    assert np.array_equal(made.clip.samples[:RATE], TONE)
    assert not made.clip.samples[RATE:].any()
    assert len(made.clip.samples) == RATE * 3 // 2
    assert made.note == "padded from 1 s to 1.5 s"


def test_a_loop_repeats_the_file_and_closes(folder: Path):
    whole = Files(folder).clip("tone.wav", spec(3.0, loop=True))
    assert np.array_equal(whole.clip.samples, np.tile(TONE, 3))
    assert whole.note == "repeated from 1 s to 3 s"
    for seconds in (2.3337, 0.6171):
        odd = Files(folder).clip("tone.wav", spec(seconds, loop=True)).clip.samples
        assert len(odd) == round(seconds * RATE)
        assert np.array_equal(odd[240:29_000], TONE[240:29_000])
        assert abs(odd[0] - odd[-1]) <= 1.5 * np.abs(np.diff(TONE)).max()


def test_folders_below_with_either_slash(folder: Path):
    for name in ("below/deep.flac", "below\\deep.flac", "./below//deep.flac"):
        assert len(Files(folder).clip(name, spec(1.0)).clip.samples) == RATE


@pytest.mark.parametrize(
    ("shares", "note", "level"),
    [
        ((1.0, -1.0), "its 2 channels cancel; channel 1 is taken", 1.0),
        ((0.8, -1.0), "its 2 channels cancel; channel 2 is taken", 1.0),
        ((1.0, 0.0), "2 channels, of which only 1 sounds", 1.0),
        ((0.5, 1.0), "2 channels averaged", 0.75),
        ((1.0, -0.1), "2 channels averaged", 0.45),
        ((0.0, 0.0), "2 channels averaged, holds only silence", 0.0),
    ],
)
def test_channels_become_one_and_never_silence(folder: Path, shares, note: str, level: float):
    write_sound(folder / "wide.wav", np.outer(TONE, np.array(shares, np.float32)))
    made = Files(folder).clip("wide.wav", spec(len(TONE) / RATE))
    assert made.note == note
    assert np.abs(np.abs(made.clip.samples) - level * np.abs(TONE)).max() < 1e-6


def test_other_rates_and_channels_are_brought_to_48_khz_mono(folder: Path):
    t = np.arange(2 * 44_100) / 44_100
    left = 0.5 * np.sin(2 * np.pi * 1000 * t)
    soundfile.write(folder / "cd.wav", np.stack([left, np.zeros_like(left)], axis=1), 44_100)
    made = Files(folder).clip("cd.wav", spec(2.0))
    samples = made.clip.samples
    assert len(samples) == 2 * RATE
    assert np.abs(np.fft.rfft(samples)).argmax() / 2.0 == 1000
    assert np.abs(samples[RATE // 2 : RATE]).max() == pytest.approx(0.5, abs=0.01)
    assert made.note == "2 channels, of which only 1 sounds, resampled from 44100 Hz"


@pytest.mark.parametrize(
    "name",
    [
        "../secret.wav",
        "..\\secret.wav",
        "below/../../secret.wav",
        "below\\..\\..\\secret.wav",
        "/etc/passwd",
        "\\windows\\win.ini",
        "C:\\secret.wav",
        "c:secret.wav",
        "C:/secret.wav",
        "\\\\server\\share\\x.wav",
        "//server/share/x.wav",
        "..",
        ".",
        "",
        "tone.wav\0",
        "to\nne.wav",
        "\ud800.wav",
        "\0",
        "below",
        "a" * 100_000,
    ],
)
def test_names_that_leave_the_folder_are_refused(folder: Path, name: str):
    with pytest.raises(InvalidInput) as refused:
        Files(folder).clip(name, spec(1.0))
    assert 0 < len(str(refused.value)) < 400
    assert len(str(refused.value).splitlines()) == 1


def test_an_absolute_name_inside_the_folder_is_refused_too(folder: Path):
    with pytest.raises(InvalidInput, match="leaves the folder"):
        Files(folder).clip(str(folder / "tone.wav"), spec(1.0))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_are_followed_only_inside(folder: Path):
    (folder / "out.wav").symlink_to(folder.parent / "secret.wav")
    (folder / "up").symlink_to(folder.parent)
    (folder / "in.wav").symlink_to(folder / "tone.wav")
    (folder / "round").symlink_to(folder / "round")
    for name in ("out.wav", "up/secret.wav"):
        with pytest.raises(InvalidInput, match="outside the folder"):
            Files(folder).clip(name, spec(1.0))
    with pytest.raises(TtmbaError):
        Files(folder).clip("round", spec(1.0))
    assert np.array_equal(Files(folder).clip("in.wav", spec(1.0)).clip.samples, TONE)


def test_a_folder_that_is_itself_a_link_works(folder: Path):
    if sys.platform == "win32":
        pytest.skip("links need rights on Windows")
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert Files(link).clip("tone.wav", spec(1.0)).clip.seconds == 1.0


def test_missing_empty_and_broken_files_say_so(folder: Path):
    (folder / "text.wav").write_text("no sound")
    soundfile.write(folder / "empty.wav", np.zeros(0), RATE)
    soundfile.write(folder / "nan.wav", np.full(100, np.nan), RATE, subtype="FLOAT")
    with pytest.raises(Unavailable, match="no such file"):
        Files(folder).clip("missing.wav", spec(1.0))
    with pytest.raises(Unavailable, match="not a readable sound file"):
        Files(folder).clip("text.wav", spec(1.0))
    with pytest.raises(InvalidInput, match="no sound"):
        Files(folder).clip("empty.wav", spec(1.0))
    with pytest.raises(InvalidInput, match="NaN"):
        Files(folder).clip("nan.wav", spec(1.0))


@settings(max_examples=60, deadline=None)
@given(frames=st.integers(1, 3 * RATE), loop=st.booleans())
def test_duration_is_exact(tmp_path_factory: pytest.TempPathFactory, frames: int, loop: bool):
    folder = tmp_path_factory.getbasetemp()
    write_sound(folder / "tone.wav", TONE)
    made = Files(folder).clip("tone.wav", spec(frames / RATE, loop=loop))
    assert len(made.clip.samples) == frames


@settings(max_examples=200, deadline=None)
@given(name=st.text(max_size=40))
def test_any_name_is_answered_with_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, name: str
):
    with pytest.raises(TtmbaError) as refused:
        Files(tmp_path_factory.getbasetemp() / "nothing").clip(name, spec(1.0))
    assert len(str(refused.value).splitlines()) == 1
