"""Corrections of headphones: what texts ask for is what the device gets, and recordings do not."""

import numpy as np
import pytest
import soundfile
from scipy import signal

from ttmba_live.audio import RATE
from ttmba_live.engine import Mixer, RenderThread, Ring, StartVoice
from ttmba_live.errors import InvalidInput, TtmbaError, Unavailable
from ttmba_live.geometry import Position
from ttmba_live.live._headphones import correct_headphones
from ttmba_live.scene import Event, Scene
from ttmba_live.setup import AudioSettings
from ttmba_live.sinks.headphones import TAPS, Corrected, Correction, read_correction

AUTOEQ = """Preamp: -6.2 dB
Filter 1: ON LSC Fc 105 Hz Gain 5.5 dB Q 0.70
Filter 2: ON PK Fc 2100 Hz Gain -3.2 dB Q 1.41
Filter 3: OFF PK Fc 100 Hz Gain 12.0 dB Q 1.00
Filter 4: ON HSC Fc 10000 Hz Gain 2.0 dB Q 0.70
"""


def written(path, text, encoding="utf-8"):
    path.write_text(text, encoding=encoding)
    return path


def decibels(correction, *hertz):
    """(2, F)."""
    turn = np.exp(-2j * np.pi * np.outer(np.arange(TAPS), hertz) / RATE)
    return 20.0 * np.log10(np.abs(correction.taps @ turn))


def test_autoeq_text_has_the_gains_that_it_names(tmp_path):
    found = read_correction(written(tmp_path / "hd.txt", AUTOEQ))
    left, right = decibels(found, 10.0, 500.0, 2100.0, 20_000.0)
    assert left == pytest.approx(right, abs=1e-6)
    # Shelves reach their whole gain far out, a peak in its middle.
    assert left == pytest.approx([-0.7, -6.4, -9.4, -4.4], abs=0.25)
    assert found.about == "hd.txt, 3 filters"
    assert found.notes == ()


def test_a_peak_is_as_wide_as_its_q_says(tmp_path):
    found = read_correction(written(tmp_path / "a.txt", "Filter: ON PK Fc 1 kHz Gain 12 dB Q 2"))
    edges = 1000.0 * (np.sqrt(1 + 1 / 16) + np.array([-0.25, 0.25]))
    assert decibels(found, 1000.0, *edges)[0] == pytest.approx([12.0, 6.0, 6.0], abs=0.1)
    assert "boosts by up to 12.0 dB" in found.notes[0]


def test_equalizer_apo_lines_for_one_ear_and_graphic_curves(tmp_path):
    text = (
        "# made by hand\nDevice: all\nChannel: L\nPreamp: -3,0 dB\nChannel: R\n"
        "GraphicEQ: 20 -6; 1000 -6; 1100 -12; 20000 -12\nChannel: all\n"
        "Filter 1: ON NO Fc 5000 Hz Q 30\n"
    )
    found = read_correction(written(tmp_path / "a.txt", text, "utf-16"))
    left, right = decibels(found, 200.0, 2000.0)
    assert left == pytest.approx([-3.0, -3.0], abs=0.1)
    assert right == pytest.approx([-6.0, -12.0], abs=0.1)
    assert decibels(found, 5000.0).max() < -30.0
    assert found.notes == ()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Convolution: x.wav", "is not understood"),
        ("Filter 1: ON PK Gain 3 dB Q 1", "has no Fc"),
        ("Filter 1: ON PK Fc 100 Hz Q 1", "has no Gain"),
        ("Filter 1: ON XY Fc 100 Hz Gain 3 dB", "kind XY"),
        ("Filter 1: ON PK Fc 100 Hz Gain 300 dB Q 1", "outside"),
        ("Filter 1: ON PK Fc 30000 Hz Gain 3 dB Q 1", "beyond"),
        ("Filter 1: ON PK Fc 100 Hz Gain 3 dB Q 0", "outside"),
        ("GraphicEQ: loud", "no list"),
        ("Channel: C", "neither L nor R"),
        ("schöne Grüße", "is not understood"),
    ],
)
def test_an_odd_line_is_left_out_and_told(tmp_path, line, why):
    found = read_correction(written(tmp_path / "a.txt", f"{AUTOEQ}{line}\n"))
    assert len(found.notes) == 1
    assert found.notes[0].startswith("line 6, ")
    assert why in found.notes[0]
    assert np.array_equal(found.taps, read_correction(written(tmp_path / "b.txt", AUTOEQ)).taps)


def test_files_without_a_correction_are_refused(tmp_path):
    for name, text in (("a.txt", "hello"), ("b.txt", ""), ("c.wav", "no sound")):
        with pytest.raises(TtmbaError) as caught:
            read_correction(written(tmp_path / name, text))
        assert "\n" not in str(caught.value)
    with pytest.raises(Unavailable, match="no such file"):
        read_correction(tmp_path / "none.txt")
    soundfile.write(tmp_path / "d.wav", np.zeros((100, 2)), RATE)
    with pytest.raises(InvalidInput, match="silence"):
        read_correction(tmp_path / "d.wav")
    soundfile.write(tmp_path / "e.wav", np.ones((100, 3)) * 0.1, RATE)
    with pytest.raises(InvalidInput, match="3 channels"):
        read_correction(tmp_path / "e.wav")


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_a_linear_phase_response_loses_its_latency_and_nothing_else(tmp_path, rate):
    taps = signal.firwin2(2001, [0, 0.1, 0.3, 1.0], [1.0, 1.0, 0.3, 0.3])
    soundfile.write(tmp_path / "a.wav", taps, rate, subtype="FLOAT")
    found = read_correction(tmp_path / "a.wav")
    asked = np.array([300.0, 1000.0, 9000.0, 15_000.0])
    wanted = 20 * np.log10(np.abs(signal.freqz(taps, worN=asked, fs=rate)[1]))
    assert decibels(found, *asked)[0] == pytest.approx(wanted, abs=0.1)
    assert np.abs(found.taps[0]).argmax() < 10


def test_hops_add_up_to_the_whole_convolution():
    rng = np.random.default_rng(0)
    taps = rng.standard_normal((2, 1000)).astype(np.float32)
    sound = rng.standard_normal((10 * 128, 2)).astype(np.float32)
    corrected = Corrected(Correction(taps, ""), 128)
    heard = np.concatenate([corrected(hop) for hop in np.split(sound, 10)])
    whole = signal.oaconvolve(sound.T, taps, axes=1)[:, : len(sound)].T
    assert np.abs(heard - whole).max() < 1e-3


class Hum:
    """A renderer that hums while anything sounds."""

    hop, latency = 256, 0

    def start(self, _):
        return None

    def join(self, *_):
        pass

    def step(self, *_, **__):
        return np.full((256, 2), 0.25, np.float32), None


class Kept:
    def __init__(self):
        self.blocks = []

    def write(self, block):
        self.blocks.append(block.copy())


@pytest.mark.parametrize("recorded", [False, True])
def test_the_device_hears_the_correction_and_recordings_only_if_asked(tmp_path, recorded):
    file = written(tmp_path / "a.txt", "Preamp: -12.04 dB\nFilter 1: ON PK Fc 9 kHz Gain 0 dB Q 1")
    mixer, ring, sink = Mixer(Hum()), Ring(1 << 16), Kept()
    mixer.scene = Scene().place(Event.checked("a", 1.0, Position(), id="a"))
    mixer.post(StartVoice(1, "a", np.zeros(RATE, np.float32)))
    thread = RenderThread(mixer, ring, 256)
    thread.sinks = (sink,)
    settings = AudioSettings(headphones=str(file), headphones_recorded=recorded)
    assert correct_headphones(thread, settings).about == "a.txt, 1 filter"
    for _ in range(40):
        thread._hop()
    out = np.zeros((40 * 256, 2), np.float32)
    ring.read(out)
    assert out[-1] == pytest.approx(0.0625, abs=1e-3)
    assert sink.blocks[-1][-1] == pytest.approx(0.0625 if recorded else 0.25, abs=1e-3)
    assert correct_headphones(thread, AudioSettings()) is None
