"""Products of what was read and responses' parts: the loop of our own against the library's."""

from __future__ import annotations

import numpy as np
import pytest

from ttmba_live.binaural.stream import _products

pytestmark = pytest.mark.skipif(not _products.WIDE, reason="needs a processor with AVX-512")


@pytest.mark.parametrize(("voices", "parts", "hop"), [(1, 16, 32), (65, 80, 256), (200, 112, 64)])
def test_the_product_is_the_librarys(voices: int, parts: int, hop: int) -> None:
    chance = np.random.default_rng(voices)
    heard = chance.standard_normal((voices + 3, hop + 16)).astype(np.float32)
    shares = chance.standard_normal((voices + 9, parts)).astype(np.float32)
    which = chance.permutation(voices + 3)[:voices]
    rows = chance.permutation(voices + 9)[:voices]
    out = np.ones((hop, parts), np.float32)

    _products.added(heard, which, shares, rows, out)

    exact = 1.0 + heard[which, :hop].T.astype(float) @ shares[rows]
    assert np.abs(out - exact).max() < 1e-6 * voices


def test_nothing_is_added_for_no_voice() -> None:
    heard, nobody = np.ones((3, 48), np.float32), np.zeros(0, np.intp)
    out = np.zeros((32, 16), np.float32)

    _products.added(heard, nobody, np.ones((3, 16), np.float32), nobody, out)

    assert not out.any()
