"""Of many moving voices some turn in a hop, by turns: nothing clicks, nobody is left behind."""

import numpy as np
import pytest
from test_stream_movement import HOP, HOPS, PATHS, bank, beside, glided  # noqa: F401  (a fixture)

from ttmba_live.audio import RATE
from ttmba_live.binaural.stream import Stream, _turning

VOICES = 16


@pytest.fixture(params=[8, 2])
def few(request, monkeypatch):
    monkeypatch.setattr(_turning, "TURNS", request.param)


def laps(hop):
    """Everyone on a circle, each as fast as it likes."""
    chance = np.random.default_rng(3)
    phase, speed = chance.uniform(0.0, 6.28, VOICES), chance.uniform(-3.0, 3.0, VOICES)
    angle = phase + speed * hop * HOP / RATE
    return 2.0 * np.stack([np.cos(angle), np.sin(angle), 0.0 * angle], axis=1)


def played(bank, dry, where, *, stems):  # noqa: F811
    """The mix, or every voice (frames, V, 2)."""
    stream, rows, blocks = Stream(bank, HOP, warm=False), np.arange(VOICES), []
    state = stream.start(VOICES)
    for row, place in enumerate(where(0)):
        stream.join(state, row, place, 1.0)
    for hop in range(dry.shape[1] // HOP):
        some = np.ascontiguousarray(dry[:, hop * HOP : (hop + 1) * HOP])
        mix, own = stream.step(state, rows, some, where(hop + 1), np.ones(VOICES), stems=stems)
        blocks.append(own.transpose(1, 0, 2) if stems else mix)
    return np.concatenate(blocks)[stream.latency :]


@pytest.mark.parametrize("name", PATHS)
def test_a_tone_among_many_stays_a_tone(bank, few, name):  # noqa: F811
    path, dry = glided(PATHS[name]), np.zeros((VOICES, HOPS * HOP), np.float32)
    dry[0] = np.sin(2 * np.pi * 1000.0 * np.arange(HOPS * HOP) / RATE)

    def where(hop):
        return np.concatenate([path[hop][None], laps(hop)[1:]])

    for ear in played(bank, dry, where, stems=False)[4 * HOP :].T:
        assert beside(ear, 1000.0) < -60.0


def noises(hops):
    chance = np.random.default_rng(5)
    return (0.1 * chance.standard_normal((VOICES, hops * HOP))).astype(np.float32)


def test_each_is_as_loud_at_both_ears_as_if_all_turned(bank, few, monkeypatch):  # noqa: F811
    found = played(bank, noises(120), laps, stems=True)
    monkeypatch.setattr(_turning, "TURNS", VOICES)
    wanted = played(bank, noises(120), laps, stems=True)
    a, b = (levels(sound) for sound in (found, wanted))
    assert np.abs(10 * np.log10(a / b)).max() < 0.5


def levels(sound):
    """Power in windows of 43 ms, from the second on."""
    whole = sound[: len(sound) // 2048 * 2048].reshape(-1, 2048, VOICES, 2)
    return (whole[1:] ** 2).mean(axis=1)


def test_what_stops_is_soon_where_it_stands_while_others_go_on(bank, few, monkeypatch):  # noqa: F811
    def where(hop):
        return np.concatenate([laps(min(hop, 40))[:3], laps(hop)[3:]])

    found = played(bank, noises(60), where, stems=True)
    monkeypatch.setattr(_turning, "TURNS", VOICES)
    wanted = played(bank, noises(60), where, stems=True)
    late = slice(50 * HOP, None)
    assert np.abs(found - wanted)[late, :3].max() < 1e-6
    assert np.abs(found - wanted)[late, 3:].max() > 1e-4


def test_a_jump_turns_at_once(bank, few, monkeypatch):  # noqa: F811
    def where(hop):
        return np.concatenate([laps(hop)[:1] * (1.0 if hop < 30 else -1.0), laps(hop)[1:]])

    found = played(bank, noises(34), where, stems=True)
    monkeypatch.setattr(_turning, "TURNS", VOICES)
    wanted = played(bank, noises(34), where, stems=True)
    after = slice(32 * HOP, 33 * HOP)
    assert np.abs(found - wanted)[after, 0].max() < 0.2 * np.abs(wanted[after, 0]).max()
