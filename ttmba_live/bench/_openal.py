"""OpenAL Soft under the same clock, through its loopback device. Knows its C interface, no stream.

It is what games play: head-related responses of at most 128 taps, delays apart, in C with vector
instructions. The library is found by the system's loader (``apt install libopenal1``).
"""

from __future__ import annotations

import ctypes
import ctypes.util
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE
from ttmba_live.bench._streamed import WARM, places
from ttmba_live.errors import Unavailable

Floats = NDArray[np.float64]

MOST = 240
"""Sources that a device of its own default settings lets sound."""

# Names and numbers of AL/al.h, AL/alc.h and AL/alext.h.
_ATTRIBUTES = {
    "ALC_FREQUENCY": (0x1007, RATE),
    "ALC_MONO_SOURCES": (0x1010, MOST),
    "ALC_FORMAT_CHANNELS_SOFT, ALC_STEREO_SOFT": (0x1990, 0x1501),
    "ALC_FORMAT_TYPE_SOFT, ALC_FLOAT_SOFT": (0x1991, 0x1406),
    "ALC_HRTF_SOFT, ALC_TRUE": (0x1992, 1),
}
_HRTF = 0x1992
_BUFFER, _POSITION, _LOOPING, _GAIN = 0x1009, 0x1004, 0x1007, 0x100A
_MONO16 = 0x1101


class OpenAl:
    """Sources that loop noise, rendered a hop at a time. Use as a context."""

    def __init__(self, sources: int, hop: int) -> None:
        """Open a device; raises `Unavailable` if there is no library or it has no responses."""
        name = ctypes.util.find_library("openal")
        if name is None:
            raise Unavailable("OpenAL Soft is missing: apt install libopenal1")
        self._al: Any = ctypes.CDLL(name)
        self._hop = hop
        self._heard = np.zeros((hop, 2), np.float32)
        self._device = self._call("alcLoopbackOpenDeviceSOFT", ctypes.c_void_p)(None)
        if not self._device:
            raise Unavailable("OpenAL Soft has no loopback device here")
        flat = [number for pair in _ATTRIBUTES.values() for number in pair]
        attributes = (ctypes.c_int * (len(flat) + 1))(*flat, 0)
        self._context = self._call("alcCreateContext", ctypes.c_void_p)(
            ctypes.c_void_p(self._device), attributes
        )
        self._call("alcMakeContextCurrent", ctypes.c_char)(ctypes.c_void_p(self._context))
        has = ctypes.c_int(0)
        self._call("alcGetIntegerv")(ctypes.c_void_p(self._device), _HRTF, 1, ctypes.byref(has))
        if not has.value:
            raise Unavailable("OpenAL Soft found no responses here")
        self._sources = self._playing(sources)

    def _call(self, name: str, answer: Any = None) -> Callable[..., Any]:
        function: Any = getattr(self._al, name)
        function.restype = answer
        called: Callable[..., Any] = function
        return called

    def _playing(self, count: int) -> list[int]:
        """Start sources on a second of noise."""
        noise = (3000 * np.random.default_rng(2).standard_normal(RATE)).astype(np.int16)
        buffer, names = ctypes.c_uint(0), (ctypes.c_uint * count)()
        self._call("alGenBuffers")(1, ctypes.byref(buffer))
        size = ctypes.c_int(noise.nbytes)
        samples = noise.ctypes.data_as(ctypes.c_void_p)
        self._call("alBufferData")(buffer, _MONO16, samples, size, RATE)
        self._call("alGenSources")(count, names)
        for source in names:
            self._call("alSourcei")(ctypes.c_uint(source), _BUFFER, buffer.value)
            self._call("alSourcei")(ctypes.c_uint(source), _LOOPING, 1)
            self._call("alSourcef")(ctypes.c_uint(source), _GAIN, ctypes.c_float(0.05))
        self._call("alSourcePlayv")(count, names)
        return list(names)

    def place(self, xyz: Floats) -> None:
        """Put the sources at places (V, 3) metres: front, left, up."""
        self._call("alcSuspendContext")(ctypes.c_void_p(self._context))
        put = self._call("alSource3f")
        for source, (front, left, up) in zip(self._sources, xyz.tolist(), strict=True):
            there = (ctypes.c_float(value) for value in (-left, up, -front))
            put(ctypes.c_uint(source), _POSITION, *there)
        self._call("alcProcessContext")(ctypes.c_void_p(self._context))

    def render(self) -> NDArray[np.float32]:
        """The next hop (hop, 2)."""
        room = self._heard.ctypes.data_as(ctypes.c_void_p)
        self._call("alcRenderSamplesSOFT")(ctypes.c_void_p(self._device), room, self._hop)
        return self._heard

    def close(self) -> None:
        """Give the device back."""
        self._call("alcMakeContextCurrent", ctypes.c_char)(None)
        self._call("alcDestroyContext")(ctypes.c_void_p(self._context))
        self._call("alcCloseDevice", ctypes.c_char)(ctypes.c_void_p(self._device))


@contextmanager
def opened(sources: int, hop: int) -> Iterator[OpenAl]:
    """A device for as long as it is needed."""
    device = OpenAl(sources, hop)
    try:
        yield device
    finally:
        device.close()


def openal(sources: int, hop: int, hops: int, *, moving: bool) -> float:
    """Mean seconds of processor time for a hop; what a caller spends on moving is not in it."""
    with opened(sources, hop) as device:
        used = 0.0
        for count in range(hops + WARM):
            device.place(places(sources, count * hop / RATE, moving=moving))
            began = time.thread_time()
            device.render()
            if count >= WARM:
                used += time.thread_time() - began
    return used / hops
