"""Other ways to place a sound, beside which the network is judged.

Each answers unit vectors (M, 3) with spectra (M, 2, 513).
"""

from __future__ import annotations

import numpy as np
from scipy import signal

from ttmba_live.audio import RATE
from ttmba_live.binaural import Renderer
from ttmba_live.binaural.head import (
    FFT,
    FLAT_ABOVE,
    HERTZ,
    Floats,
    Head,
    Interpolated,
    Spectra,
    ball_paths,
    find_onsets,
    minimum_phase,
)
from ttmba_live.binaural.niirf import Trained, delays, responses
from ttmba_live.binaural.sphere import HEAD_RADIUS, Sphere
from ttmba_live.errors import Unavailable
from ttmba_live.geometry import SPEED_OF_SOUND

BULK = 96
"""Samples that every answer lets pass before the wave reaches the head."""


def nearest_measured(known: Head, directions: Floats) -> Spectra:
    """The response of the nearest direction that was measured."""
    nearest = (directions @ known.directions.T).argmax(axis=1)
    answer: Spectra = known.spectra()[nearest]
    return answer


def three_nearest(known: Head, directions: Floats) -> Spectra:
    """Log magnitudes and onsets of the three nearest, weighed by inverse distance."""
    closeness = np.clip(directions @ known.directions.T, -1.0, 1.0)
    three = np.argsort(-closeness, axis=1)[:, :3]
    weights = 1.0 / np.maximum(np.arccos(np.take_along_axis(closeness, three, 1)), 1e-6)
    weights /= weights.sum(axis=1, keepdims=True)
    spectra = known.spectra()
    levels = np.log(np.maximum(np.abs(spectra), 1e-6))[three]
    late = np.einsum("mk,mke->me", weights, find_onsets(known.directions, spectra).delays[three])
    magnitude = np.exp(np.einsum("mk,mkef->mef", weights, levels))
    answer: Spectra = minimum_phase(magnitude) * np.exp(-2j * np.pi * HERTZ * late[..., None])
    return answer


def interpolated(known: Head, directions: Floats) -> Spectra:
    """What ``--head`` plays of a head whose other directions are known: splines, minimum phase."""
    everywhere = Interpolated(known, distances=np.array([known.distance]))
    late = ball_paths(directions, known.distance, everywhere.radius) / SPEED_OF_SOUND
    late += everywhere.late_ms(directions) / 1000.0
    turn = np.exp(-2j * np.pi * HERTZ * (late - late.min() + BULK / RATE)[..., None])
    answer = everywhere.at(directions, np.full(len(directions), known.distance))
    return np.asarray(answer * known.distance * turn)


def cascaded(trained: Trained, directions: Floats, distance: float) -> Spectra:
    """NIIRF: its filters and, since it has none itself, the measured head's onsets."""
    late = delays(trained, directions, distance) - distance / SPEED_OF_SOUND + BULK / RATE
    turn = np.exp(-2j * np.pi * HERTZ * late[..., None])
    return np.asarray(responses(trained, directions, HERTZ) * turn)


def weightless(directions: Floats, distance: float) -> Spectra:
    """This project's fall-back: a rigid sphere without pinnae."""
    return streamed(Sphere(256), directions, distance)


def streamed(renderer: Renderer, directions: Floats, distance: float) -> Spectra:
    """What a live renderer makes of a click, hop by hop."""
    frames = FFT + distance / 343.0 * RATE + renderer.latency
    hops = int(np.ceil(frames / renderer.hop)) + 2
    row = np.zeros(1, dtype=np.intp)
    answers = []
    for direction in directions:
        state = renderer.start(1)
        place, gain = (direction * distance)[None], np.ones(1)
        renderer.join(state, 0, place[0], 1.0)
        click = np.zeros((hops, 1, renderer.hop), dtype=np.float32)
        click[0, 0, 0] = 1.0
        wet = [renderer.step(state, row, dry, place, gain, stems=False)[0].copy() for dry in click]
        answers.append(np.concatenate(wet)[renderer.latency :].T)
    return _cut(np.stack(answers), distance) * distance


def two_microphones(directions: Floats, distance: float) -> Spectra:
    """The paper's baseline: pyroomacoustics, two microphones in free air where the ears are.

    Raises `Unavailable` without the extra.
    """
    try:
        import pyroomacoustics as room_acoustics
    except ImportError as error:
        raise Unavailable("pyroomacoustics is missing: pip install pyroomacoustics") from error
    ears = np.array([[0.0, 0.0], [HEAD_RADIUS, -HEAD_RADIUS], [0.0, 0.0]])
    answers = []
    for direction in directions:
        room = room_acoustics.AnechoicRoom(fs=RATE)
        room.set_sound_speed(343.0)
        room.add_source(direction * distance)
        room.add_microphone_array(ears)
        room.compute_rir()
        wave = np.zeros((2, 8 * FFT))
        for ear in (0, 1):
            response = np.asarray(room.rir[ear][0])
            wave[ear, : len(response)] = response
        answers.append(wave)
    late = room_acoustics.constants.get("frac_delay_length") // 2
    return _cut(np.stack(answers)[..., late:], distance) * distance


def _cut(waves: Floats, distance: float) -> Spectra:
    """From `BULK` samples before the wave reaches the head's centre on: (M, 2, N) to spectra."""
    first = round(distance / 343.0 * RATE) - BULK
    return np.fft.rfft(waves[..., first : first + FFT], FFT)


def aligned(given: Spectra, wanted: Spectra) -> Spectra:
    """Take out one gain for all directions, and of each direction the delay that its ears share.

    Neither tells a place. The delay is where both ears' correlations peak together; the gain
    makes mean levels equal from 200 Hz to 16 kHz, and above 20 kHz, where heads are seldom
    measured, in each bin.
    """
    band = (HERTZ >= 200.0) & (HERTZ <= 16_000.0)
    fine = 8
    lagged = np.fft.irfft((given.conj() * wanted * band).sum(axis=1), FFT * fine)
    peak = lagged.argmax(axis=-1)[:, None, None]
    late = np.where(peak > FFT * fine // 2, peak - FFT * fine, peak) / (fine * RATE)
    ratio = np.log(np.maximum(np.abs(wanted), 1e-6) / np.maximum(np.abs(given), 1e-6))
    each, whole = ratio.mean(axis=(0, 1)), ratio[..., band].mean()
    gain = np.exp(np.where(HERTZ > FLAT_ABOVE, each, whole))
    moved: Spectra = given * gain * np.exp(-2j * np.pi * HERTZ * late)
    return moved


def responses_of(spectra: Spectra) -> Floats:
    """Impulse responses (M, 2, 1024), faded at the end."""
    fade = signal.windows.tukey(2 * FFT, 0.1)[FFT:]
    return np.asarray(np.fft.irfft(spectra, FFT) * fade)
