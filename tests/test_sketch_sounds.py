from __future__ import annotations

import numpy as np
import pytest
from scipy import signal
from sketches import envelope, onsets, share, sketch, spectrum

from ttmba_live.audio import RATE
from ttmba_live.generate._edges import FADE


def test_rain_is_broad_and_dense():
    samples = sketch("rain")
    hz, power = spectrum(samples)
    band = power[(hz > 1000) & (hz < 10_000)]
    flatness = np.exp(np.mean(np.log(band))) / np.mean(band)
    assert flatness > 0.5
    assert share(samples, 1000, 20_000) > 0.7
    assert envelope(samples)[5:-5].min() > 0.3 * np.median(envelope(samples))


def test_heavy_rain_is_denser_than_light_rain():
    def kurtosis(prompt: str) -> float:
        samples = sketch(prompt, 8.0).astype(float)
        return float(np.mean(samples**4) / np.mean(samples**2) ** 2)

    assert kurtosis("light rain") > 1.3 * kurtosis("heavy rain")


def test_wind_gusts_and_brightens_with_the_gust():
    samples = sketch("wind", 20.0)
    level = envelope(samples, RATE // 4)
    assert level.max() > 3.0 * level.min()
    pieces = samples.reshape(-1, RATE // 4)
    bright = np.array([share(piece, 600, 20_000) for piece in pieces])
    assert np.corrcoef(level, bright)[0, 1] > 0.5
    assert share(samples, 0, 1500) > 0.9


def test_thunder_cracks_then_rumbles_low():
    samples = sketch("thunder", 8.0)
    assert share(samples, 0, 200) > 0.6
    assert share(samples[2 * RATE :], 0, 200) > 0.9
    assert share(samples[: RATE // 4], 500, 20_000) > 20 * share(samples[2 * RATE :], 500, 20_000)
    level = envelope(samples, RATE // 2)
    assert level[:3].max() > 0.8 * level.max()
    assert level[-1] < 0.1 * level.max()


def test_distant_thunder_has_no_crack():
    near, far = sketch("thunder", 6.0)[:RATE], sketch("distant thunder", 6.0)[:RATE]
    assert share(far, 500, 20_000) < 0.05 * share(near, 500, 20_000)


def test_waves_swell_and_hiss_after_the_break():
    samples = sketch("waves", 30.0)
    level = np.convolve(envelope(samples, RATE // 4), np.ones(4) / 4, "same")
    peaks, _ = signal.find_peaks(level, height=0.5 * level.max(), distance=12)
    assert 3 <= len(peaks) <= 6
    first = peaks[0] / 4
    before = samples[int((first - 1.5) * RATE) : int((first - 0.75) * RATE)]
    after = samples[int((first + 1.5) * RATE) : int((first + 2.25) * RATE)]
    assert share(after, 3000, 20_000) > 2 * share(before, 3000, 20_000)


def test_fire_roars_low_and_crackles_high():
    samples = sketch("fire", 8.0)
    sos = signal.butter(4, 1500, "highpass", fs=RATE, output="sos")
    high = signal.sosfilt(sos, samples)
    low = samples - high
    kurtosis = [float(np.mean(x**4) / np.mean(x**2) ** 2) for x in (high, low)]
    assert kurtosis[0] > 15
    assert kurtosis[0] > 2 * kurtosis[1]
    assert share(samples, 0, 500) > 0.3


@pytest.mark.parametrize(("prompt", "gap"), [("footsteps", 0.56), ("fast footsteps", 0.35)])
def test_footsteps_are_regular(prompt: str, gap: float):
    times = onsets(sketch(prompt, 10.0), apart=0.2)
    gaps = np.diff(times)
    assert len(times) == pytest.approx(10.0 / gap, abs=2)
    assert np.std(gaps) < 0.12 * np.mean(gaps)
    assert np.mean(gaps) == pytest.approx(gap, rel=0.08)


def test_dog_barks_in_uneven_bouts_between_silences():
    samples = sketch("dog", 15.0)
    level = envelope(samples)
    assert np.mean(level < 0.05 * level.max()) > 0.25
    gaps = np.diff(onsets(samples))
    assert len(gaps) > 8
    assert gaps.max() > 2.0 * gaps.min()
    assert share(samples, 300, 2500) > 0.85


def test_a_large_dog_barks_lower_than_a_small_one():
    def centre(prompt: str) -> float:
        hz, power = spectrum(sketch(prompt, 8.0))
        return float((hz * power).sum() / power.sum())

    assert centre("large dog") < 0.85 * centre("small dog")


def test_birds_sing_high_and_purely_with_moving_pitch():
    samples = sketch("birds", 10.0)
    assert share(samples, 1800, 9000) > 0.95
    hz, _, picture = signal.spectrogram(samples, RATE, nperseg=1024)
    loud = picture.sum(axis=0) > 0.1 * picture.sum(axis=0).max()
    pitch = hz[picture.argmax(axis=0)][loud]
    assert np.std(pitch) > 300
    part = picture[:, loud].max(axis=0) / picture[:, loud].sum(axis=0)
    assert np.median(part) > 0.15


def test_crickets_lie_high_and_pulse():
    samples = sketch("crickets")
    assert share(samples, 2000, 24_000) > 0.99
    assert share(samples, 3500, 6000) > 0.9
    first = envelope(samples[FADE : FADE + RATE // 10], 96)
    peaks, _ = signal.find_peaks(first, height=0.3 * first.max(), distance=8)
    assert np.diff(peaks) * 96 / RATE == pytest.approx(0.028, abs=0.004)


def test_bell_partials_are_inharmonic_and_each_decays():
    samples = sketch("church bell", 2.5, seed=4)
    hz, power = signal.periodogram(samples, RATE, window="hann")
    peaks, _ = signal.find_peaks(power, height=power.max() * 1e-3, distance=50)
    tones = hz[peaks]
    assert len(tones) >= 6
    hum = tones[0]
    off = np.abs(tones / hum - np.round(tones / hum))
    assert (off > 0.1).sum() >= 2
    early, late = samples[RATE // 10 : RATE], samples[3 * RATE // 2 : 12 * RATE // 5]
    for tone in tones[:6]:
        near = (tone * 0.97, tone * 1.03)
        assert share(late, *near) * np.sum(late**2) < share(early, *near) * np.sum(early**2)
    fall = [np.sum(x[len(x) // 2 :] ** 2) for x in (early, late)]
    high = share(early, 1500, 9000) * fall[0] / max(share(late, 1500, 9000) * fall[1], 1e-12)
    low = share(early, 100, 600) * fall[0] / (share(late, 100, 600) * fall[1])
    assert high > 3.0 * low


@pytest.mark.parametrize(("prompt", "rate"), [("engine", 34.0), ("fast engine", 51.0)])
def test_engine_fires_at_its_rate(prompt: str, rate: float):
    samples = sketch(prompt, 8.0)
    assert share(samples, 0, 700) > 0.85
    hz, power = signal.welch(samples, RATE, nperseg=RATE)

    def comb(base: float) -> float:
        return sum(float(power[np.abs(hz / (base * n) - 1.0) < 0.05].mean()) for n in (1, 2, 3))

    assert comb(rate) > 2.0 * comb(rate * 1.3)
    assert comb(rate) > 2.0 * comb(rate * 0.72)


def test_siren_wails():
    samples = sketch("siren", 10.0)
    hz, seconds, picture = signal.spectrogram(samples, RATE, nperseg=4096)
    low = hz < 1700
    pitch = hz[low][picture[low].argmax(axis=0)]
    assert pitch.max() > 1.8 * pitch.min()
    centroid = (hz[:, None] * picture).sum(axis=0) / picture.sum(axis=0)
    assert centroid.max() > 1.4 * centroid.min()
    turns = np.sum(np.diff(np.sign(pitch - np.median(pitch))) != 0)
    assert 2 <= turns <= 8
    assert np.abs(np.diff(pitch)).max() < 0.15 * pitch.min()
    assert len(seconds) > 50


def test_fast_siren_yelps():
    samples = sketch("fast siren", 4.0)
    hz, seconds, picture = signal.spectrogram(samples, RATE, nperseg=2048, noverlap=1536)
    pitch = hz[hz < 1700][picture[hz < 1700].argmax(axis=0)]
    turns = np.sum(np.diff(np.sign(pitch - np.median(pitch))) != 0)
    assert turns / seconds[-1] > 4


def test_texture_has_a_tone_of_the_seeds_own():
    def tonic(seed: int) -> float:
        hz, power = signal.periodogram(sketch("xyzzy", 6.0, seed), RATE, window="hann")
        return float(hz[power.argmax()])

    assert len({round(tonic(seed)) for seed in range(6)}) >= 4
