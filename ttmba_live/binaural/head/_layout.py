"""What a SOFA file measured, in whatever form: impulse responses, transfer functions or biquads.

Knows data types, conventions and the order of dimensions; answers with impulse responses by rows,
so that a file of any size passes through a bounded memory. Knows no directions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.binaural.head._container import Container, Floats
from ttmba_live.binaural.head._forms import backwards, from_sections, from_transfer
from ttmba_live.errors import InvalidInput

HEADS = (
    "SimpleFreeFieldHRIR", "SimpleFreeFieldTF", "SimpleFreeFieldHRTF", "SimpleFreeFieldSOS",
    "SimpleFreeFieldHRSOS", "GeneralFIR", "GeneralTF", "GeneralSOS",
)  # fmt: skip
"""Conventions that may hold a head in a free field."""

OTHERS = {
    "FreeFieldDirectivityTF": "a source's directivity",
    "SimpleHeadphoneIR": "headphones, not directions around a head",
    "SingleRoomDRIR": "a room", "SingleRoomSRIR": "a room", "SingleRoomMIMOSRIR": "a room",
    "MultiSpeakerBRIR": "a room", "SingleTrackedAudio": "a recording",
    "AnnotatedReceiverAudio": "a recording", "AnnotatedEmitterAudio": "a recording",
    "FreeFieldHRIR": "spherical harmonics", "FreeFieldHRTF": "spherical harmonics",
    "GeneralFIR-E": "several emitters", "GeneralTF-E": "several emitters",
    "GeneralString": "texts",
}  # fmt: skip
"""Conventions that hold something else, and what."""

LONGEST = 1 << 17
"""Samples of a response that are looked at; what comes later is a room's, or silence."""


@dataclass(frozen=True)
class Layout:
    """How to read responses.

    Attributes:
        rate: hertz of the impulse responses that ``read`` gives.
        length: samples of each.
        read: rows from and to, as (rows, 2, length); what is not a number in the file is NaN.
        circular: whether what precedes time zero has gone to the response's end.
        notes: what was mended.
    """

    rate: float
    length: int
    read: Callable[[int, int], Floats]
    circular: bool = False
    notes: tuple[str, ...] = ()


def read_layout(file: Container, rows: int) -> Layout:
    """Find the responses of that many measurements; raises `InvalidInput`."""
    convention = file.text("SOFAConventions")
    if convention in OTHERS:
        raise InvalidInput(f"{file.path} holds {OTHERS[convention]} ({convention}), no head")
    kind = _kind(file)
    if kind == "TF":
        return _transfer(file, rows)
    name = "Data.SOS" if kind == "SOS" else "Data.IR"
    take, length = _taker(file, name, rows)
    if kind == "FIR":
        return Layout(_rate(file), length, take)
    if length % 6:
        raise InvalidInput(f"{file.path}: Data.SOS must hold 6 numbers a section, not {length}")
    return Layout(_rate(file), 2048, lambda a, b: from_sections(take(a, b), file.path))


def _kind(file: Container) -> str:
    """The data type, or what the variables say where none is declared."""
    variables = {"FIR": "Data.IR", "TF": "Data.Real", "SOS": "Data.SOS"}
    declared = file.text("DataType").upper().removesuffix("-E")
    if declared in variables and file.shape(variables[declared]) is not None:
        return declared
    for kind, name in variables.items():
        if file.shape(name) is not None:
            return kind
    raise InvalidInput(f"{file.path} holds no responses (Data.IR, Data.Real or Data.SOS)")


def _rate(file: Container) -> float:
    if file.shape("Data.SamplingRate") is None:
        raise InvalidInput(f"{file.path} does not say its sampling rate (Data.SamplingRate)")
    rates = np.unique(file.numbers("Data.SamplingRate"))
    if len(rates) != 1:
        shown = ", ".join(f"{rate:g}" for rate in rates[:3])
        raise InvalidInput(f"{file.path} is at several sampling rates: {shown} Hz")
    rate = float(rates[0])
    if file.text("Units", "Data.SamplingRate").lower().startswith(("khz", "kilo")):
        rate *= 1000.0
    if not 8_000 <= rate <= 768_000:
        raise InvalidInput(f"{file.path}: {rate:g} Hz is no sampling rate for a head")
    return rate


def _taker(file: Container, name: str, rows: int) -> tuple[Callable[[int, int], Floats], int]:
    """What reads rows of a variable as (rows, 2, N), and N."""
    shape = file.shape(name) or ()
    order = _order(file, name, shape, rows)
    length = min(shape[order[2]], LONGEST)
    rest = [axis for axis in range(len(shape)) if axis not in order]

    def take(first: int, last: int) -> Floats:
        part = [slice(0, 1)] * len(shape)
        part[order[0]], part[order[1]] = slice(first, last), slice(0, 2)
        part[order[2]] = slice(0, length)
        values = file.numbers(name, tuple(part)).transpose(*order, *rest)
        return values.reshape(values.shape[:3])

    return take, length


def _order(file: Container, name: str, shape: tuple[int, ...], rows: int) -> tuple[int, int, int]:
    """Axes of measurement, receiver and sample."""
    letters = file.letters(name)
    if all(letters.count(letter) == 1 for letter in "MRN"):
        order = letters.index("M"), letters.index("R"), letters.index("N")
    else:
        order = _order_by_sizes(shape, rows)
    sizes = [shape[axis] for axis in order]
    rest = [size for axis, size in enumerate(shape) if axis not in order]
    if len(sizes) != 3 or sizes[1] != 2:
        raise InvalidInput(f"{file.path} holds no responses for two ears: {name} is {shape}")
    if any(size != 1 for size in rest):
        raise InvalidInput(f"{file.path} holds responses of {max(rest)} emitters; 1 is expected")
    if sizes[0] != rows:
        raise InvalidInput(
            f"{file.path} holds {sizes[0]} measurements, but where {rows} were taken"
        )
    if not sizes[2]:
        raise InvalidInput(f"{file.path}: {name} is empty")
    return order


def _order_by_sizes(shape: tuple[int, ...], rows: int) -> tuple[int, int, int]:
    """As the standard has it where that fits, else by the sizes; an empty tuple for neither."""
    if len(shape) >= 3 and shape[:2] == (rows, 2):
        return 0, 1, 2
    ears = [axis for axis, size in enumerate(shape) if size == 2]
    for ear in ears:
        measured = [axis for axis, size in enumerate(shape) if size == rows and axis != ear]
        others = [axis for axis in range(len(shape)) if axis != ear and axis not in measured[:1]]
        if measured and others:
            return measured[0], ear, max(others, key=lambda axis: shape[axis])
    return (0, 1, 2) if len(shape) >= 3 else ()  # type: ignore[return-value]  # told by the caller


def _transfer(file: Container, rows: int) -> Layout:
    if file.shape("Data.Imag") is None or file.shape("N") is None:
        raise InvalidInput(f"{file.path}: a transfer function needs Data.Real, Data.Imag and N")
    real, length = _taker(file, "Data.Real", rows)
    imaginary, other = _taker(file, "Data.Imag", rows)
    hertz = file.numbers("N").reshape(-1)
    if other != length or len(hertz) != length:
        raise InvalidInput(f"{file.path}: Data.Real, Data.Imag and N differ in length")
    rising = np.isfinite(hertz).all() and (np.diff(hertz) > 0.0).all() and hertz[0] >= 0.0
    if not rising or length < 8 or hertz[-1] < 4000.0:
        raise InvalidInput(
            f"{file.path}: N must hold rising frequencies in hertz, to 4 kHz at least"
        )
    read = from_transfer(hertz)
    if backwards(read(real(0, 64) + 1j * imaginary(0, 64))):
        turned = ("phases run backwards, as exp(-iwt); turned",)
        return Layout(
            RATE, read.length, lambda a, b: read(real(a, b) - 1j * imaginary(a, b)), True, turned
        )
    return Layout(RATE, read.length, lambda a, b: read(real(a, b) + 1j * imaginary(a, b)), True)
