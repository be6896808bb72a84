"""What was read times parts of responses, added up into buses: products of matrices. Knows no ear.

A library packs both matrices first, into the order in which its loop wants them. Here one of them
was just written and has its samples in a row already, and a tile of the sum stays in registers
while all voices go by. That takes 32 wide registers (AVX-512): `WIDE` tells whether they are there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import types
from numba.core import cgutils

from ttmba_live.binaural.stream._compiled import Array, compiled
from ttmba_live.binaural.stream._vectors import (
    VECTOR,
    WIDTH,
    address,
    known,
    plus_product,
    sixteen_times,
)

WIDE = bool(binding.get_host_cpu_features().get("avx512f"))

_LONG = ir.IntType(64)

_SAMPLES, _VECTORS = 4, 5
"""Of a tile: so many samples of so many times sixteen parts."""

_VOICES = np.int64(64)
"""Whose parts stay near the processor while all samples go by."""


@compiled
def added(heard: Array, voices: Array, parts: Array, rows: Array, out: Array) -> None:
    """Add to ``out`` (H, C) voices (N,) of ``heard`` (V, more than H) times rows (N,) of ``parts``.

    ``parts`` is (R, C); H is a multiple of 4, C one of 16.
    """
    hop, size = out.shape
    sound, share, sums = heard.reshape(-1), parts.reshape(-1), out.reshape(-1)
    sounds, shares = voices * heard.shape[1], rows * size
    for first in range(0, len(voices), _VOICES):
        which = (first, min(first + _VOICES, len(voices)))
        for n in range(0, hop, _SAMPLES):
            column = 0
            while column + _VECTORS * WIDTH <= size:
                to = n * size + column
                _tile(
                    (sound, sounds, n), (share, shares, column), which, (sums, to, size), _VECTORS
                )
                column += _VECTORS * WIDTH
            while column < size:
                to = n * size + column
                _tile((sound, sounds, n), (share, shares, column), which, (sums, to, size), 1)
                column += WIDTH


class _Rows:
    """Code that reaches into rows: flat numbers, where each row begins, and how much later to."""

    def __init__(self, context: Any, builder: Any, kind: Any, value: Any) -> None:
        self._builder, self._context, self._kind = builder, context, kind[0]
        self._flat, where, self._later = (builder.extract_value(value, n) for n in range(3))
        self._begins = context.make_array(kind[1])(context, builder, where).data

    def _place(self, row: Any, behind: int) -> Any:
        begin = self._builder.load(self._builder.gep(self._begins, [row]))
        return self._builder.add(self._builder.add(begin, self._later), _LONG(behind))

    def number(self, row: Any, behind: int) -> Any:
        """One number, so far behind the place in a row."""
        data = self._context.make_array(self._kind)(self._context, self._builder, self._flat).data
        return self._builder.load(self._builder.gep(data, [self._place(row, behind)]))

    def vector(self, row: Any, behind: int) -> Any:
        """Sixteen, from so far behind the place in a row on."""
        place = self._place(row, behind)
        at = address(self._context, self._builder, self._kind, self._flat, place)
        return self._builder.load(at, align=4)


def _variable(builder: Any, value: Any) -> Any:
    return cgutils.alloca_once_value(builder, value)  # type: ignore[no-untyped-call]


@known
def _tile(_: Any, sound: Any, share: Any, which: Any, sums: Any, vectors: Any) -> Any:
    """Add a tile of the sum, over voices ``which`` (from, to).

    ``sound`` and ``share`` are flat numbers, where in them voices begin, and how much later the
    tile does; ``sums`` is where it is to be added, from where on, and how far samples are apart.
    """
    if not isinstance(vectors, types.IntegerLiteral):
        return None
    wide = range(vectors.literal_value)

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        sounds = _Rows(context, builder, signature.args[0], values[0])
        shares = _Rows(context, builder, signature.args[1], values[1])
        first, last = (builder.extract_value(values[2], n) for n in range(2))
        zero = ir.Constant(VECTOR, [0.0] * WIDTH)
        tile = [[_variable(builder, zero) for _ in wide] for _ in range(_SAMPLES)]
        with cgutils.for_range_slice(builder, first, last, _LONG(1)) as (voice, _):
            gains = [shares.vector(voice, n * WIDTH) for n in wide]
            for n, row in enumerate(tile):
                level = sixteen_times(builder, sounds.number(voice, n))
                for so_far, gain in zip(row, gains, strict=True):
                    total = plus_product(builder, builder.load(so_far), level, gain)
                    builder.store(total, so_far)
        out, to, apart = (builder.extract_value(values[3], n) for n in range(3))
        for n, row in enumerate(tile):
            for vector, so_far in enumerate(row):
                index = builder.add(to, builder.mul(apart, _LONG(n)))
                index = builder.add(index, _LONG(vector * WIDTH))
                at = address(context, builder, signature.args[3][0], out, index)
                total = builder.fadd(builder.load(at, align=4), builder.load(so_far))
                builder.store(total, at, align=4)
        return context.get_dummy_value()

    return types.void(sound, share, which, sums, vectors), code
