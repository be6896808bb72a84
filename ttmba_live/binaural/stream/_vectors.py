"""Sixteen numbers at once, in compiled loops. Knows the compiler, no sound.

The compiler finds such loops by itself only where it can prove that what is written is not what is
read next; with more than a few rows at a time it cannot. Processors with narrower registers take
two or four of them. Sums of products may be rounded once or twice, as the processor has it.
"""

from __future__ import annotations

import operator
from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import ConcreteTemplate, infer_global
from numba.extending import intrinsic, lower_builtin, models, register_model

WIDTH = 16

_FLOAT = ir.FloatType()
VECTOR = ir.VectorType(_FLOAT, WIDTH)
_WHOLE = ir.IntType(32)
_BITS = ir.VectorType(_WHOLE, WIDTH)
_FREE = ("contract", "nsz")


def known(function: Any) -> Any:
    """Numba's decorator, without its types, which are those of the compiler's side."""
    return intrinsic(prefer_literal=True)(function)


class _Kind(types.Type):
    """What the compiler calls them."""


class _Raw(types.Type):
    """And what it calls sixteen that are only passed on."""


@register_model(_Kind)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, VECTOR)  # type: ignore[no-untyped-call]


@register_model(_Raw)
class _RawModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _BITS)  # type: ignore[no-untyped-call]


_SIXTEEN, _RAW = _Kind(name="sixteen"), _Raw(name="raw")

Sixteen = Any
"""What a variable holds that has sixteen numbers; outside of compiled loops there are none."""


def address(
    context: Any, builder: Any, kind: Any, array: Any, index: Any, what: Any = VECTOR
) -> Any:
    """Code for where sixteen stand in a flat array."""
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), what.as_pointer())


@known
def load(_: Any, array: Any, index: Any) -> Any:
    """Sixteen of a flat array of 32-bit numbers, from ``index`` on."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.load(address(context, builder, signature.args[0], *values), align=4)

    return _SIXTEEN(array, index), code


@known
def load_raw(_: Any, array: Any, index: Any) -> Any:
    """As `load`, for `later` and `symmetric`.

    Bits, because compilers move bits within a register by one instruction, but numbers by two that
    take twice as long.
    """

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        at = address(context, builder, signature.args[0], values[0], values[1], _BITS)
        return builder.load(at, align=4)

    return _RAW(array, index), code


@known
def store(_: Any, array: Any, index: Any, value: Any) -> Any:
    """Put sixteen into a flat array, from ``index`` on."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        at = address(context, builder, signature.args[0], values[0], values[1], values[2].type)
        builder.store(values[2], at, align=4)
        return context.get_dummy_value()

    return types.void(array, index, value), code


@known
def fetch(_: Any, array: Any, index: Any) -> Any:
    """Ask the memory for what stands at ``index`` of a flat array, and go on."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, values[0]).data
        at = builder.bitcast(builder.gep(data, [values[1]]), ir.IntType(8).as_pointer())
        kind = ir.FunctionType(ir.VoidType(), [at.type, _WHOLE, _WHOLE, _WHOLE])
        prefetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")  # type: ignore[no-untyped-call]
        builder.call(prefetch, [at, _WHOLE(0), _WHOLE(3), _WHOLE(1)])
        return context.get_dummy_value()

    return types.void(array, index), code


def plus_product(builder: Any, before: Any, a: Any, b: Any) -> Any:
    """Code for ``before + a * b``."""
    return builder.fadd(before, builder.fmul(a, b, flags=_FREE), flags=_FREE)


def sixteen_times(builder: Any, one: Any) -> Any:
    """Code for one number sixteen times."""
    nothing = ir.Constant(VECTOR, ir.Undefined)
    first = builder.insert_element(nothing, one, ir.Constant(_WHOLE, 0))
    return builder.shuffle_vector(first, nothing, ir.Constant(_BITS, [0] * WIDTH))


@known
def spread(_: Any, number: Any) -> Any:
    """One number sixteen times."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        one = context.cast(builder, values[0], signature.args[0], types.float32)
        return sixteen_times(builder, one)

    return _SIXTEEN(number), code


def _later(builder: Any, a: Any, b: Any, count: int) -> Any:
    """Sixteen of two that follow each other, from number ``count`` on."""
    which = ir.Constant(_BITS, [ir.Constant(_WHOLE, count + n) for n in range(WIDTH)])
    return builder.bitcast(builder.shuffle_vector(a, b, which), VECTOR)


@known
def later(_: Any, a: Any, b: Any, count: Any) -> Any:
    """Sixteen of two raw ones that follow each other, from a literal number on.

    A load at that place would touch two lines of the processor's memory, and take twice the time.
    """
    if not isinstance(count, types.IntegerLiteral):
        return None
    number = count.literal_value

    def code(_: Any, builder: Any, __: Any, values: Any) -> Any:
        return _later(builder, values[0], values[1], number)

    return _SIXTEEN(a, b, count), code


@known
def symmetric(_: Any, last: Any, taps: Any, count: Any) -> Any:
    """Sixteen of the forty-eight in ``last``, three that follow each other, through a filter.

    It has twice ``count`` taps, a literal number up to sixteen, and ``taps`` are those from its
    middle to either end. The newest value that each takes in stands in the third of ``last``.
    """
    if not isinstance(count, types.IntegerLiteral):
        return None
    number = count.literal_value

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        three = [builder.extract_value(values[0], n) for n in range(3)]
        data = context.make_array(signature.args[1])(context, builder, values[1]).data

        def at(place: int) -> Any:
            first = min(place // WIDTH, 1)
            return _later(builder, three[first], three[first + 1], place - first * WIDTH)

        sums = [ir.Constant(VECTOR, [0.0] * WIDTH)] * 2
        for n in range(number):
            one = builder.load(builder.gep(data, [ir.Constant(ir.IntType(64), n)]))
            before, after = at(2 * WIDTH - number - n), at(2 * WIDTH - number + 1 + n)
            both = builder.fadd(before, after, flags=_FREE)
            sums[n % 2] = plus_product(builder, sums[n % 2], sixteen_times(builder, one), both)
        return builder.fadd(*sums, flags=_FREE)

    return _SIXTEEN(last, taps, count), code


@known
def total(_: Any, value: Any) -> Any:
    """The sum of sixteen."""

    def code(_: Any, builder: Any, __: Any, values: Any) -> Any:
        kind = ir.FunctionType(_FLOAT, [_FLOAT, VECTOR])
        name = f"llvm.vector.reduce.fadd.v{WIDTH}f32"
        reduce = cgutils.get_or_insert_function(builder.module, kind, name)  # type: ignore[no-untyped-call]
        zero = ir.Constant(_FLOAT, 0.0)
        return builder.call(reduce, [zero, values[0]], fastmath=("reassoc", *_FREE))

    return types.float32(value), code


def _means(operation: Any, name: str) -> None:
    """Let an operator of Python's work on two of them."""
    known_to_all, code_for = cast("Any", infer_global), cast("Any", lower_builtin)

    @known_to_all(operation)
    class _Two(ConcreteTemplate):
        cases = (_SIXTEEN(_SIXTEEN, _SIXTEEN),)

    def code(_: Any, builder: Any, __: Any, values: Any) -> Any:
        return getattr(builder, name)(*values, flags=_FREE)

    code_for(operation, _SIXTEEN, _SIXTEEN)(code)


_means(operator.add, "fadd")
_means(operator.sub, "fsub")
_means(operator.mul, "fmul")
