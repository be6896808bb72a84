"""Sixteen numbers at once, in compiled loops. Knows the compiler, no sound.

The compiler finds such loops by itself only where it can prove that what is written is not what is
read next; with more than a few rows at a time it cannot. Processors with narrower registers take
two or four of them. Sums of products may be rounded once or twice, as the processor has it.
"""

from __future__ import annotations

import operator
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload, register_model

WIDTH = 16

_FLOAT = ir.FloatType()
_VECTOR = ir.VectorType(_FLOAT, WIDTH)
_FREE = ("contract", "nsz")


def _known(function: Any) -> Any:
    """Numba's decorator, without its types, which are those of the compiler's side."""
    return intrinsic(function)


class _Kind(types.Type):
    """What the compiler calls them."""


@register_model(_Kind)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _VECTOR)  # type: ignore[no-untyped-call]


_SIXTEEN = _Kind(name="sixteen")

Sixteen = Any
"""What a variable holds that has sixteen numbers; outside of compiled loops there are none."""


def _address(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), _VECTOR.as_pointer())


@_known
def load(_: Any, array: Any, index: Any) -> Any:
    """Sixteen of a flat array of 32-bit numbers, from ``index`` on."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.load(_address(context, builder, signature.args[0], *values), align=4)

    return _SIXTEEN(array, index), code


@_known
def store(_: Any, array: Any, index: Any, value: Any) -> Any:
    """Put sixteen into a flat array, from ``index`` on."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        at = _address(context, builder, signature.args[0], *values[:2])
        builder.store(values[2], at, align=4)
        return context.get_dummy_value()

    return types.void(array, index, value), code


@_known
def fetch(_: Any, array: Any, index: Any) -> Any:
    """Ask the memory for what stands at ``index`` of a flat array, and go on."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, values[0]).data
        at = builder.bitcast(builder.gep(data, [values[1]]), ir.IntType(8).as_pointer())
        whole = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [at.type, whole, whole, whole])
        known = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")  # type: ignore[no-untyped-call]
        builder.call(known, [at, whole(0), whole(3), whole(1)])
        return context.get_dummy_value()

    return types.void(array, index), code


@_known
def spread(_: Any, number: Any) -> Any:
    """One number sixteen times."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        one = context.cast(builder, values[0], signature.args[0], types.float32)
        first = builder.insert_element(
            ir.Constant(_VECTOR, ir.Undefined), one, ir.Constant(ir.IntType(32), 0)
        )
        zeros = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
        return builder.shuffle_vector(first, ir.Constant(_VECTOR, ir.Undefined), zeros)

    return _SIXTEEN(number), code


@_known
def total(_: Any, value: Any) -> Any:
    """The sum of sixteen."""

    def code(_: Any, builder: Any, __: Any, values: Any) -> Any:
        kind = ir.FunctionType(_FLOAT, [_FLOAT, _VECTOR])
        name = f"llvm.vector.reduce.fadd.v{WIDTH}f32"
        reduce = cgutils.get_or_insert_function(builder.module, kind, name)  # type: ignore[no-untyped-call]
        zero = ir.Constant(_FLOAT, 0.0)
        return builder.call(reduce, [zero, values[0]], fastmath=("reassoc", *_FREE))

    return types.float32(value), code


def _operation(name: str) -> Any:
    @_known
    def operation(_: Any, a: Any, b: Any) -> Any:
        def code(_: Any, builder: Any, __: Any, values: Any) -> Any:
            return getattr(builder, name)(*values, flags=_FREE)

        return _SIXTEEN(a, b), code

    return operation


def _means(operation: Any, what: Any) -> None:
    """Let an operator of Python's work on two of them."""

    @overload(operation, strict=False)
    def known(a: Any, b: Any) -> Any:
        if not (isinstance(a, _Kind) and isinstance(b, _Kind)):
            return None

        def applied(a: Any, b: Any) -> Any:
            return what(a, b)

        return applied


_means(operator.add, _operation("fadd"))
_means(operator.sub, _operation("fsub"))
_means(operator.mul, _operation("fmul"))
