"""Sketches are true to what they stand for in the numbers that define it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal
from sketches import beats, centre, envelope, onsets, pitches, share, sketch, spectrum

from ttmba_live.audio import RATE


def flatness(samples: np.ndarray, low: float, high: float) -> float:
    hz, power = signal.welch(samples, RATE, nperseg=2048)
    band = power[(hz > low) & (hz < high)]
    return float(np.exp(np.mean(np.log(band))) / np.mean(band))


def test_a_dog_barks_two_or_three_times_a_second_and_each_bark_falls():
    samples = sketch("dog", 20.0)
    times = onsets(samples)
    gaps = np.diff(times)
    within = gaps[gaps < 0.7]
    assert 2.0 <= 1.0 / within.mean() <= 3.3
    falls = []
    for at in times[:-1]:
        bark = samples[int(at * RATE) : int((at + 0.18) * RATE)]
        falls.append(centre(bark[len(bark) // 2 :]) < centre(bark[: len(bark) // 2]))
    assert np.mean(falls) > 0.8


def test_a_clock_ticks_evenly():
    level = envelope(sketch("clock", 10.0), 48)
    peaks, _ = signal.find_peaks(level, height=0.4 * level.max(), distance=300)
    gaps = np.diff(peaks) / 1000.0
    assert gaps == pytest.approx(0.5, abs=0.002)


def test_a_car_that_passes_rises_falls_and_drops_in_pitch():
    samples = sketch("car passing", 10.0)
    level = envelope(samples, RATE // 2)
    assert 7 <= level.argmax() <= 11
    assert level.max() > 3.0 * max(level[0], level[-1])
    before = np.nanmedian(pitches(samples[: 3 * RATE], 70, 115, 16384))
    after = np.nanmedian(pitches(samples[-3 * RATE :], 70, 115, 16384))
    assert before / after == pytest.approx((343.0 + 22.0) / (343.0 - 22.0), rel=0.04)


@pytest.mark.parametrize("prompt", ["rain", "waterfall", "applause", "white noise", "shower"])
def test_what_is_many_small_things_has_no_pitch(prompt: str):
    assert flatness(sketch(prompt), 1000, 2000) > 0.7


@pytest.mark.parametrize(
    ("prompt", "low", "high", "least", "most"),
    [
        ("cat", 300, 1000, 400, 800),
        ("baby cry", 300, 700, 340, 560),
        ("owl", 200, 800, 320, 420),
        ("wolf", 200, 1200, 330, 680),
        ("cow", 60, 200, 90, 170),
        ("mosquito", 300, 900, 450, 650),
        ("bee", 120, 400, 200, 260),
        ("kettle", 1000, 4000, 1900, 2500),
        ("whistle", 1000, 4000, 2200, 2600),
        ("chick", 2000, 8000, 3000, 5500),
        ("ship horn", 50, 200, 75, 170),
        ("sine tone", 100, 2000, 430, 450),
    ],
)
def test_pitch(prompt: str, low: float, high: float, least: float, most: float):
    found = pitches(sketch(prompt, 8.0), low, high)
    assert least <= np.nanmedian(found) <= most


def test_a_cats_meow_rises_and_falls():
    found = pitches(sketch("cat", 1.0), 350, 900, 2048)
    found = found[~np.isnan(found)]
    assert found.max() > 1.25 * found[0]
    assert found.max() > 1.25 * found[-1]


@pytest.mark.parametrize(
    ("prompt", "low", "high", "least", "most"),
    [
        ("helicopter", 5, 40, 10, 20),
        ("cat purr", 10, 60, 22, 30),
        ("jackhammer", 8, 60, 18, 25),
        ("machine gun", 6, 40, 9, 13),
        ("woodpecker", 8, 40, 16, 26),
        ("laugh", 3, 10, 4, 6.5),
        ("speech", 2, 9, 3, 6.5),
        ("clap", 1.5, 8, 2.8, 3.7),
        ("dog pant", 3, 14, 6, 10),  # in and out
        ("steam train", 2, 8, 3.3, 4.2),
        ("marching", 1, 4, 1.9, 2.1),
        ("sheep", 4, 15, 6.5, 8.5),
        ("goat", 5, 25, 12.5, 15.5),
    ],
)
def test_rate(prompt: str, low: float, high: float, least: float, most: float):
    assert least <= beats(sketch(prompt, 10.0), low, high) <= most


@pytest.mark.parametrize(
    ("prompt", "rate"), [("footsteps", 1.79), ("running", 2.9), ("stairs", 2.38)]
)
def test_pace_of_feet(prompt: str, rate: float):
    assert len(onsets(sketch(prompt, 12.0), apart=0.2)) / 12.0 == pytest.approx(rate, rel=0.1)


def test_a_heart_beats_lub_dub_sixty_to_eighty_times_a_minute():
    samples = sketch("heartbeat", 12.0)
    assert share(samples, 20, 160) > 0.9
    gaps = np.diff(onsets(samples, apart=0.15))
    short, long = np.sort(gaps)[: len(gaps) // 2], np.sort(gaps)[len(gaps) // 2 :]
    assert 60 <= 60.0 / (short.mean() + long.mean()) <= 80
    assert long.mean() > 1.5 * short.mean()


def test_a_cuckoo_calls_a_falling_third():
    found = pitches(sketch("cuckoo", 6.0), 450, 800)
    found = found[~np.isnan(found)]
    high, low = found[found > 600], found[found <= 600]
    assert 1.15 < np.median(high) / np.median(low) < 1.29


def test_the_two_tone_siren_keeps_a_fourth():
    found = pitches(sketch("two-tone siren", 6.0), 350, 700)
    high, low = found[found > 510], found[found <= 510]
    assert np.median(high) / np.median(low) == pytest.approx(4 / 3, rel=0.03)


def test_a_dialled_number_is_pairs_of_its_tones():
    samples = sketch("phone dialling", 3.0)
    rows, columns = (697, 770, 852, 941), (1209, 1336, 1477)
    hz, power = spectrum(samples)
    peaks, _ = signal.find_peaks(power, height=0.1 * power.max())
    for peak in hz[peaks]:
        assert min(abs(peak / tone - 1.0) for tone in rows + columns) < 0.015


def test_a_dial_tone_is_350_and_440_hz():
    hz, power = signal.periodogram(sketch("dial tone", 4.0), RATE, window="hann")
    peaks, _ = signal.find_peaks(power, height=0.2 * power.max(), distance=40)
    assert hz[peaks] == pytest.approx([350, 440], rel=0.02)


def test_a_glass_that_fills_rises_in_pitch():
    samples = sketch("pouring", 5.0)
    early, late = (
        pitches(part, 300, 4500) for part in (samples[:RATE], samples[3 * RATE : 4 * RATE])
    )
    assert np.nanmedian(late) > 1.5 * np.nanmedian(early)


def test_a_ball_bounces_quicker_and_quicker():
    times = onsets(sketch("basketball bouncing", 3.0), apart=0.05)
    gaps = np.diff(times)[:6]
    assert np.all(np.diff(gaps) < 0.0)


def test_a_drop_is_a_bubble_that_rises():
    found = pitches(sketch("drip", 0.6)[:9000], 400, 3000, 1024)
    found = found[~np.isnan(found)]
    assert np.median(found[-3:]) > np.median(found[:4]) * 0.98


@pytest.mark.parametrize(
    ("prompt", "up"), [("riser", True), ("power up", True), ("power down", False)]
)
def test_risers_rise_and_the_power_goes_down(prompt: str, up: bool):
    samples = sketch(prompt, 2.2)
    early, late = centre(samples[: RATE // 2]), centre(samples[-RATE // 2 :])
    assert late > 1.5 * early if up else late < 0.7 * early


@pytest.mark.parametrize("prompt", ["gunshot", "door slam", "explosion", "glass breaking", "whip"])
def test_what_bursts_is_at_its_loudest_at_once(prompt: str):
    level = envelope(sketch(prompt, 1.0), 240)
    rise = (
        np.flatnonzero(level > 0.5 * level.max())[0] - np.flatnonzero(level > 0.03 * level.max())[0]
    )
    assert rise <= (70 if prompt == "whip" else 4)


def test_an_explosion_rumbles_after_its_crack():
    samples = sketch("explosion", 4.0)
    assert share(samples[RATE // 2 : 2 * RATE], 0, 250) > 0.8
    assert centre(samples[: RATE // 20]) > 3.0 * centre(samples[RATE:])


@pytest.mark.parametrize(
    ("prompt", "slope"), [("white noise", 0.0), ("pink noise", -3.0), ("brown noise", -6.0)]
)
def test_noises_fall_by_their_decibels_an_octave(prompt: str, slope: float):
    samples = sketch(prompt, 8.0)
    hz, power = signal.welch(samples, RATE, nperseg=8192)
    low, high = (10 * np.log10(power[(hz > f) & (hz < 2 * f)].mean()) for f in (200.0, 6400.0))
    assert (high - low) / 5.0 == pytest.approx(slope, abs=0.4)


def test_mains_hum_is_twice_fifty_hertz():
    hz, power = signal.periodogram(sketch("mains hum", 4.0), RATE, window="hann")
    assert hz[power.argmax()] == pytest.approx(100.0, abs=0.5)


def test_a_waterfall_is_steady_and_waves_are_not():
    fall, sea = (envelope(sketch(p, 20.0), RATE // 2)[1:-1] for p in ("waterfall", "waves"))
    assert fall.std() / fall.mean() < 0.1
    assert sea.std() / sea.mean() > 0.3


def test_men_women_and_children_speak_higher_and_higher():
    found = [
        np.nanmedian(pitches(sketch(p, 8.0), 80, 420))
        for p in ("a man speaks", "woman speaking", "a child talks")
    ]
    assert found[0] < found[1] < found[2]
