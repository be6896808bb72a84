"""The network's stream: hop by hop it is what it would be all at once, whoever else sounds."""

import numpy as np
import pytest
from streamed import GOLDEN, all_at_once, circling, noise, play, small_field

from ttmba_live.binaural.nfs import load_checkpoint, one_thread
from ttmba_live.binaural.nfs.exact import Exact
from ttmba_live.binaural.stream import (
    Baked,
    Stream,
)
from ttmba_live.binaural.stream._stream import FEW


@pytest.mark.parametrize("hop", [64, 128, 256, 512])
@pytest.mark.parametrize("still", [True, False])
@pytest.mark.parametrize("others", [0, FEW])
def test_hop_by_hop_equals_all_at_once(hop, still, others):
    """Alone, and through the buses that many voices share."""
    bank, hops = Baked(small_field()), 12
    xyz = circling(hop, hops, speed=0.0 if still else 3.0)
    gains = np.ones(hops + 1) if still else np.linspace(1.0, 0.2, hops + 1)
    voice = (0, hops, noise(hops * hop), xyz, gains)
    silent = (0, hops, noise(0), circling(hop, hops), gains)
    found, _ = play(Stream(bank, hop), [voice, *[silent] * others], hops)
    wanted = all_at_once(bank, hop, voice[2], xyz, gains)
    assert np.abs(wanted).max() > 0.05
    assert np.abs(found - wanted).max() < 3e-6 * max(1.0, np.abs(wanted).max())


def test_voices_that_join_and_leave_do_not_change_the_others():
    bank, hop, hops = Baked(small_field()), 256, 16
    chance = np.random.default_rng(2)
    voices = []
    for i in range(70):  # more than are handled at once
        first = int(chance.integers(0, 8))
        last = int(chance.integers(first + 1, hops + 1))
        xyz = circling(hop, hops, chance.uniform(-4, 4), chance.uniform(0.3, 9), i)
        gains = np.full(hops + 1, 0.1)
        gains[max(0, last - first - 5) :] = 0.0  # the mixer lets go of what has rung out
        voices.append((first, last, noise(hops * hop, i), xyz, gains))
    rows = [int(r) for r in chance.permutation(73)[:70]]
    mix, own = play(Stream(bank, hop), voices, hops, rows=rows, stems=True)
    total = np.zeros_like(mix, dtype=float)
    stream = Stream(bank, hop)
    for i, (first, last, *rest) in enumerate(voices):
        alone, _ = play(stream, [(0, last - first, *rest)], last - first)
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
    both, own = play(stream, [first, again], 12, rows=[1, 1], stems=True)
    alone, _ = play(stream, [(0, 6, *again[2:])], 6)
    assert np.array_equal(own[1], alone)
    # The first one's last response rings out; then there is nothing of it.
    rung = (6 + 1 - -bank.taps // hop) * hop
    assert np.array_equal(both[rung:], alone[rung - 6 * hop :])


def test_voices_may_become_many_and_few_again_without_a_trace():
    bank, hop, hops = Baked(small_field()), 256, 14
    samples, gains = noise(hops * hop), np.ones(hops + 1)
    voice = (0, hops, samples, circling(hop, hops, 5.0), gains)
    silent = (4, 9, noise(0), circling(hop, hops), gains)
    alone, _ = play(Stream(bank, hop), [voice], hops)
    among, _ = play(Stream(bank, hop), [voice, *[silent] * (FEW + 5)], hops)
    assert not np.array_equal(alone, among)
    assert np.abs(alone - among).max() < 3e-6 * np.abs(alone).max()


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
    assert np.abs(found - wanted).max() < 1e-5 * np.abs(wanted).max()
