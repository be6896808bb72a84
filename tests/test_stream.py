"""The network's stream: hop by hop it is what it would be all at once, whoever else sounds."""

import numpy as np
import pytest
from scipy import signal

from ttmba_live.audio import RATE
from ttmba_live.binaural.nfs import load_checkpoint, one_thread
from ttmba_live.binaural.nfs.exact import Exact
from ttmba_live.binaural.nfs.render import response_size, responses
from ttmba_live.binaural.stream import (
    Baked,
    Field,
    Stream,
    Table,
    load_field,
    places,
    save_field,
)
from ttmba_live.binaural.stream._lattice import directions, vertices
from ttmba_live.binaural.stream._spectra import spectra
from ttmba_live.binaural.stream._taps import FINE_TAPS, HALF_TAPS, PHASES, fine_filters, half_filter
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import SPEED_OF_SOUND

SHELLS = ((3, 0.01), (2, 0.5), (2, 1.0))
GOLDEN = "tests/golden/nfs"


def small_field(taps=300, lead=20):
    """A made-up head: noise that decays, the same on every run."""
    chance = np.random.default_rng(5)
    xyz = places(SHELLS)
    decay = np.exp(-np.arange(taps) / 40.0)
    found = chance.standard_normal((len(xyz), 2, taps)) * decay
    late = 12.0 * np.stack([-xyz[:, 1], xyz[:, 1]], axis=1) / np.linalg.norm(xyz, axis=1)[:, None]
    return Field(found.astype(np.float16), late.astype(np.float32), lead, 1.0, SHELLS)


class Unrounded(Baked):
    """A bank whose table is not rounded to 16 bits, for comparisons closer than that."""

    def __init__(self, field):
        super().__init__(field)
        self._plain = field.responses.astype(np.float32)

    def prepare(self, hop):
        super().prepare(hop)
        found = spectra(self._plain, hop)
        self._table = Table(found, np.ones(found.shape[:3], np.float32))


def noise(frames, seed=1):
    chance = np.random.default_rng(seed)
    return (0.1 * chance.standard_normal(frames)).astype(np.float32)


def circling(hop, hops, speed=2.0, distance=2.0, phase=0.0):
    """Places at the start and at every hop's end."""
    angle = phase + speed * np.arange(hops + 1) * hop / RATE
    lap = np.stack([np.cos(angle), np.sin(angle), 0.3 * np.sin(2 * angle)], axis=1)
    return lap * (distance + 0.5 * np.sin(3 * angle))[:, None]


def play(stream, voices, hops, *, rows=None, stems=False):
    """Voices are (first hop, last hop, samples, places, gains); returns mix, and stems by voice."""
    state = stream.start(len(voices) + 3)
    rows = rows or list(range(len(voices)))
    mix, own = [], [[] for _ in voices]
    for hop in range(hops):
        now = [i for i, v in enumerate(voices) if v[0] <= hop < v[1]]
        for i in now:
            if voices[i][0] == hop:
                stream.join(state, rows[i], voices[i][3][0], voices[i][4][0])
        size = stream.hop
        at = [hop - voices[i][0] for i in now]
        dry = np.zeros((len(now), size), np.float32)
        for line, i, k in zip(dry, now, at, strict=True):
            piece = voices[i][2][k * size : (k + 1) * size]
            line[: len(piece)] = piece
        xyz = np.array([voices[i][3][k + 1] for i, k in zip(now, at, strict=True)]).reshape(-1, 3)
        gain = np.array([voices[i][4][k + 1] for i, k in zip(now, at, strict=True)])
        active = np.array([rows[i] for i in now], np.intp)
        block, each = stream.step(state, active, dry, xyz, gain, stems=stems)
        mix.append(block)
        if stems:
            for i, samples in zip(now, each, strict=True):
                own[i].append(samples)
    return np.concatenate(mix), [np.concatenate(o) if o else None for o in own]


def all_at_once(bank, hop, samples, xyz, gains):
    """The same by its definition, in double precision: no blocks, no state, no spectra."""
    stream = Stream(bank, hop)
    hops = len(xyz) - 1
    found = [bank.read(p[None], 1e9)[1] for p in xyz]
    level = np.array([f.level[0] for f in found]) * gains
    delay = np.array([f.delay[0] for f in found]) + stream.latency - bank.lead
    frames = hops * hop
    pad = 40_000
    x = np.concatenate(
        [np.zeros(pad), samples[:frames], np.zeros(max(0, frames - len(samples))), np.zeros(99)]
    )
    side = half_filter().astype(float)
    half = np.convolve(x, np.concatenate([side[::-1], side]))[HALF_TAPS - 1 :][: len(x)]
    doubled = np.stack([x, np.concatenate([half[1:], [0.0]])], axis=1).reshape(-1)
    fine = fine_filters().astype(float)
    n = np.arange(frames)
    u, k = (n % hop + 1) / hop, n // hop
    weights = np.stack([(1 - u) ** 2, 1 + 2 * u - 2 * u * u, u * u]) / 2
    out = np.zeros((frames, 2))
    for ear in range(2):
        # Before the first hop's end, a voice has always been where it joined.
        points = np.concatenate([[delay[0, ear]] * 2, delay[1:, ear]])
        loud = np.concatenate([[level[0]] * 2, level[1:]])
        path = sum(weights[i] * points[k + i] for i in range(3))
        fade = sum(weights[i] * loud[k + i] for i in range(3))
        at = 2.0 * (pad + n - path)
        whole = np.floor(at).astype(int)
        exact = (at - whole) * PHASES
        still = (points[k] == points[k + 1]) & (points[k + 1] == points[k + 2])
        low = np.minimum(np.floor(exact).astype(int), PHASES - 1)
        share = (exact - low)[:, None]
        taps = np.where(
            still[:, None],
            fine[low] * (1 - share) + fine[low + 1] * share,
            fine[phases(points, k, n % hop, hop)],
        )
        first = whole - (FINE_TAPS // 2 - 1)
        heard = fade * (doubled[first[:, None] + np.arange(FINE_TAPS)] * taps).sum(axis=1)
        filters = [response(bank, p, ear) for p in xyz[1:]]
        before = filters[0]
        ramp = np.sin(0.5 * np.pi * np.arange(hop) / hop) ** 2
        for h, now in enumerate(filters):
            some = slice(h * hop, (h + 1) * hop)
            old = np.convolve(heard, before)[some]
            new = np.convolve(heard, now)[some]
            out[some, ear] = old + ramp * (new - old)
            before = now
    return out


def phases(points, hops, n, hop):
    """The nearest filter for each sample: places are whole numbers of 2^-32 samples."""
    one, step = float(1 << 32), 1.0 / hop
    a, b, c = points[hops], points[hops + 1], points[hops + 2]
    slope, bend = 2.0 * step * (b - a), step * step * (a - 2.0 * b + c)
    place = ((-(a + b) - slope - bend) * one).astype(np.int64)
    pace = ((2.0 - slope - 3.0 * bend) * one).astype(np.int64)
    turn = (-2.0 * bend * one).astype(np.int64)
    at = place + pace * n + turn * (n * (n - 1) // 2)
    whole = (at + (1 << 32) // (2 * PHASES)) >> 32
    nearest = ((at + (1 << 32) // (2 * PHASES)) >> 22) & (PHASES - 1)
    return np.where(whole > at >> 32, PHASES, nearest)


def response(bank, place, ear):
    """What the bank's table holds for a place, as an impulse response in double precision."""
    table, where = bank.read(place[None], 1e9)
    blend = np.zeros(table.spectra.shape[2:])
    for row, weight in zip(where.corners[0], where.weights[0], strict=True):
        scale = table.scale[row, ear].astype(float)[:, None, None]
        blend += float(weight) * scale * table.spectra[row, ear].astype(float)
    hop = 1 << int(np.log2(blend.shape[-1]))
    parts = blend[:, 0, : hop + 1] + 1j * blend[:, 1, : hop + 1]
    pieces = np.fft.irfft(parts, n=2 * hop)
    out = np.zeros((len(pieces) + 1) * hop)
    for index, piece in enumerate(pieces):
        out[index * hop : (index + 2) * hop] += piece
    return out


@pytest.mark.parametrize("hop", [64, 128, 256, 512])
@pytest.mark.parametrize("still", [True, False])
def test_hop_by_hop_equals_all_at_once(hop, still):
    bank, hops = Unrounded(small_field()), 12
    xyz = circling(hop, hops, speed=0.0 if still else 3.0)
    gains = np.ones(hops + 1) if still else np.linspace(1.0, 0.2, hops + 1)
    voice = (0, hops, noise(hops * hop), xyz, gains)
    found, _ = play(Stream(bank, hop), [voice], hops)
    wanted = all_at_once(bank, hop, voice[2], xyz, gains)
    assert np.abs(wanted).max() > 0.05
    assert np.abs(found - wanted).max() < 1e-6 * max(1.0, np.abs(wanted).max())


def test_voices_that_join_and_leave_do_not_change_the_others():
    bank, hop, hops = Baked(small_field()), 256, 16
    chance = np.random.default_rng(2)
    voices = []
    for i in range(70):  # more than are handled at once
        first = int(chance.integers(0, 8))
        last = int(chance.integers(first + 1, hops + 1))
        xyz = circling(hop, hops, chance.uniform(-4, 4), chance.uniform(0.3, 9), i)
        voices.append((first, last, noise(hops * hop, i), xyz, np.full(hops + 1, 0.1)))
    rows = [int(r) for r in chance.permutation(73)[:70]]
    mix, own = play(Stream(bank, hop), voices, hops, rows=rows, stems=True)
    total = np.zeros_like(mix, dtype=float)
    for i, (first, last, *rest) in enumerate(voices):
        alone, _ = play(Stream(bank, hop), [(0, last - first, *rest)], last - first)
        assert np.abs(alone - own[i]).max() < 1e-6
        total[first * hop : last * hop] += own[i]
    assert np.abs(mix - total).max() < 1e-6 * 70


def test_stems_leave_the_mix_as_it_is_to_the_last_bit():
    bank, hop, hops = Baked(small_field()), 256, 10
    voices = [
        (0, hops, noise(hops * hop, i), circling(hop, hops, 1.0 + i), np.ones(hops + 1))
        for i in range(40)
    ]
    with_stems, _ = play(Stream(bank, hop), voices, hops, stems=True)
    without, _ = play(Stream(bank, hop), voices, hops)
    assert np.array_equal(with_stems, without)


def test_a_row_used_again_remembers_nothing():
    bank, hop = Baked(small_field()), 256
    stream = Stream(bank, hop)
    xyz, gains = circling(hop, 6), np.ones(7)
    first = (0, 6, noise(6 * hop, 1), xyz, gains)
    again = (6, 12, noise(6 * hop, 2), xyz, gains)
    both, _ = play(stream, [first, again], 12, rows=[1, 1])
    alone, _ = play(stream, [(0, 6, *again[2:])], 6)
    assert np.array_equal(both[6 * hop :], alone)


def test_later_input_never_changes_earlier_output():
    bank, hop, hops, cut = Baked(small_field()), 256, 12, 7
    xyz, gains, samples = circling(hop, hops), np.ones(hops + 1), noise(hops * hop)
    found, _ = play(Stream(bank, hop), [(0, hops, samples, xyz, gains)], hops)
    other, there, loud = samples.copy(), xyz.copy(), gains.copy()
    other[cut * hop :] = 1.0
    there[cut + 1 :] = (0.0, -1.0, 1.0)
    loud[cut + 1 :] = 3.0
    changed, _ = play(Stream(bank, hop), [(0, hops, other, there, loud)], hops)
    assert np.array_equal(found[: cut * hop], changed[: cut * hop])
    assert not np.allclose(found[cut * hop :], changed[cut * hop :])


@pytest.fixture(scope="module")
def kemar():
    one_thread()
    return load_checkpoint()


@pytest.mark.parametrize("place", [(1.0, 0.0, 0.0), (0.3, 1.1, 0.4), (-3.0, -2.0, -0.5)])
def test_a_still_source_is_the_networks_own_response(kemar, place):
    hop, hops = 256, 60
    stream = Stream(Exact(kemar), hop)
    xyz = np.tile(place, (hops + 1, 1))
    band = signal.butter(8, 20_000, fs=RATE, output="sos")
    samples = signal.sosfilt(band, noise(hops * hop)).astype(np.float32)
    found, _ = play(stream, [(0, hops, samples, xyz, np.ones(hops + 1))], hops)
    size, lead = response_size(kemar.settings)
    filters = responses(kemar, xyz[:1], size, lead)[0]
    bank = Exact(kemar)
    bank.prepare(hop)
    late = bank.read(xyz[:1], 1e9)[1].delay[0] + stream.latency - lead
    n = len(samples)
    hertz = np.fft.rfftfreq(2 * n, 1 / RATE)
    for ear in range(2):
        delayed = np.fft.irfft(
            np.fft.rfft(samples, 2 * n) * np.exp(-2j * np.pi * hertz * late[ear] / RATE)
        )
        wanted = signal.fftconvolve(delayed, filters[ear])[:n]
        error = found[:, ear] - wanted
        assert 10 * np.log10((error**2).sum() / (wanted**2).sum()) < -60.0


def test_baked_and_exact_agree_where_the_field_has_its_rows(kemar):
    size, lead = response_size(kemar.settings)
    xyz = np.array([[2.0, 0.0, 0.0], [0.0, 0.8, 0.0], [0.0, 0.0, 0.2]])  # on no shell, on two
    from ttmba_live.setup._field import ensure_field

    baked, exact = Baked(ensure_field()), Exact(kemar)
    baked.prepare(256), exact.prepare(256)
    for place in xyz[1:]:
        for ear in range(2):
            level = baked.read(place[None], 1e9)[1].level[0]
            a, b = response(baked, place, ear) * level, response(exact, place, ear)
            assert np.abs(a - b).max() < 2e-3 * np.abs(b).max()
        late = baked.read(place[None], 1e9)[1].delay - exact.read(place[None], 1e9)[1].delay
        assert np.abs(late).max() < 0.01
    assert (size, lead) == (baked.taps, baked.lead)


def test_an_approaching_source_sounds_higher_by_doppler():
    bank, hop, speed = Baked(small_field()), 256, 30.0
    hops = RATE // hop
    seconds = np.arange(hops + 1) * hop / RATE
    xyz = np.zeros((hops + 1, 3))
    xyz[:, 0] = 50.0 - speed * seconds
    tone = np.sin(2 * np.pi * 1000.0 * np.arange(hops * hop) / RATE).astype(np.float32)
    found, _ = play(Stream(bank, hop), [(0, hops, tone, xyz, np.ones(hops + 1))], hops)
    heard = found[RATE // 2 :, 0]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard)), 1 << 19))
    peak = np.argmax(spectrum) * RATE / (1 << 19)
    # As if the listener moved: places are where sources are now, not where they were heard from.
    assert peak == pytest.approx(1000.0 * (1.0 + speed / SPEED_OF_SOUND), abs=0.5)


@pytest.mark.parametrize("metres", [0.2, 1.0, 50.0, 200.0])
def test_sound_comes_when_its_way_is_over(metres):
    bank = Baked(small_field())
    stream = Stream(bank, 256)
    hops = int(metres / SPEED_OF_SOUND * RATE / 256) + 8
    click = np.zeros(hops * 256, np.float32)
    click[0] = 1.0
    xyz = np.tile((metres, 0.0, 0.0), (hops + 1, 1))
    found, _ = play(stream, [(0, hops, click, xyz, np.ones(hops + 1))], hops)
    loud = np.abs(found[:, 0]) > 1e-3 * np.abs(found).max()
    arrival = np.argmax(loud) - stream.latency
    wanted = metres / SPEED_OF_SOUND * RATE - bank.lead
    assert abs(arrival - wanted) < 20.0
    assert stream.tail(metres) + stream.latency >= len(loud) - np.argmax(loud[::-1])


def test_a_muted_voice_is_silent_and_comes_back():
    bank, hop, hops = Unrounded(small_field()), 256, 14
    gains = np.r_[np.ones(4), np.zeros(6), np.ones(5)]
    voice = (0, hops, noise(hops * hop), circling(hop, hops), gains)
    found, _ = play(Stream(bank, hop), [voice], hops)
    assert not found[8 * hop : 9 * hop].any()
    assert np.abs(found[-hop:]).max() > 0.01
    wanted = all_at_once(bank, hop, voice[2], voice[3], gains)
    assert np.abs(found - wanted).max() < 2e-6


def test_a_hop_without_voices_is_silence():
    stream = Stream(Baked(small_field()), 256)
    state = stream.start(4)
    empty = np.zeros((0, 256), np.float32), np.zeros((0, 3)), np.zeros(0)
    mix, own = stream.step(state, np.zeros(0, np.intp), *empty, stems=True)
    assert mix.shape == (256, 2)
    assert not mix.any()
    assert own is not None
    assert own.shape == (0, 256, 2)


@pytest.mark.parametrize("name", ["nfs_small.pt", "nfs_short.pt"])
def test_published_checkpoints_stream_through_the_same_code(name):
    one_thread()
    model = load_checkpoint(f"{GOLDEN}/{name}")
    bank, hop, hops = Exact(model), 256, 24
    xyz = np.tile((1.0, 1.0, 0.2), (hops + 1, 1))
    samples = noise(hops * hop)
    found, _ = play(Stream(bank, hop), [(0, hops, samples, xyz, np.ones(hops + 1))], hops)
    wanted = all_at_once(bank, hop, samples, xyz, np.ones(hops + 1))
    assert np.abs(wanted).max() > 0.0
    assert np.abs(found - wanted).max() < 1e-4 * np.abs(wanted).max()  # 16 bits


def test_the_lattice_is_whole():
    for steps in (1, 2, 5):
        units = directions(steps)
        assert len(units) == 4 * steps * steps + 2
        assert np.allclose(np.linalg.norm(units, axis=1), 1.0)
        rows = vertices(steps)
        assert set(rows[rows >= 0].tolist()) == set(range(len(units)))
        assert (units[rows[0][rows[0] >= 0]][:, 2] >= 0).all()
        assert (units[rows[1][rows[1] >= 0]][:, 2] <= 0).all()


def test_places_are_read_without_steps_and_whole():
    bank = Baked(small_field())
    bank.prepare(256)
    chance = np.random.default_rng(3)
    xyz = chance.standard_normal((3000, 3)) * np.exp(chance.uniform(-2, 3, (3000, 1)))
    xyz[:200] = np.round(xyz[:200])  # on axes, planes and edges, and at the centre
    place = bank.read(xyz, 1e9)[1]
    assert np.allclose(place.weights.sum(axis=1), 1.0, atol=1e-6)
    assert place.weights.min() > -1e-6
    near = bank.read(xyz + 1e-6, 1e9)[1]
    away = np.linalg.norm(xyz, axis=1) > 0.11
    assert np.abs(place.delay - near.delay)[away].max() < 0.01
    assert np.isfinite(place.delay).all()
    at_rows = bank.read(places(SHELLS), 1e9)[1]
    top = np.take_along_axis(at_rows.corners, at_rows.weights.argmax(axis=1)[:, None], axis=1)
    assert np.array_equal(top[:, 0], np.arange(len(top)))


def test_a_field_survives_the_disk(tmp_path):
    field = small_field()
    save_field(tmp_path / "a" / "field.npz", field)
    again = load_field(tmp_path / "a" / "field.npz")
    assert np.array_equal(again.responses, field.responses)
    assert (again.lead, again.falloff, again.shells) == (field.lead, field.falloff, field.shells)
    with pytest.raises(Unavailable, match="no such file"):
        load_field(tmp_path / "none.npz")
    whole = (tmp_path / "a" / "field.npz").read_bytes()
    (tmp_path / "torn.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InvalidInput, match="damaged"):
        load_field(tmp_path / "torn.npz")
    with pytest.raises(InvalidInput, match="rows"):
        Field(field.responses[:-1], field.delays, 20, 1.0, SHELLS)


@pytest.mark.parametrize("hop", [0, 16, 300])
def test_other_hops_are_refused(hop):
    with pytest.raises(ValueError, match="power of two"):
        Stream(Baked(small_field()), hop)
