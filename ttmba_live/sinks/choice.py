"""Which of the devices that there are is meant by a name. Knows no sound library."""

from __future__ import annotations

from dataclasses import dataclass

from ttmba_live.errors import Unavailable, did_you_mean


@dataclass(frozen=True)
class DeviceInfo:
    """One line of ``ttmba-live devices``: an output (or an input) that PortAudio sees."""

    index: int
    name: str
    host_api: str
    channels: int
    rate: float
    default: bool


def choose(devices: list[DeviceInfo], name: str | None) -> DeviceInfo:
    """Find a device by number, whole name, or a part that only one name has.

    Raises `Unavailable` that names what there is.
    """
    if not devices:
        raise Unavailable("there is no sound device; play to no device with --device null")
    if name is None:
        return next((info for info in devices if info.default), devices[0])
    found = _called(devices, name)
    names = list(dict.fromkeys(info.name for info in found))
    if len(names) > 1:
        raise Unavailable(f"several sound devices are called like {name!r}: {', '.join(names)}")
    if not found:
        hint = did_you_mean(name, [info.name for info in devices])
        known = "; there are: " + ", ".join(dict.fromkeys(info.name for info in devices))
        raise Unavailable(f"no sound device is called {name!r}{hint or known}")
    # One card under several host APIs (Windows): the quick one, else the default, else the first.
    return min(found, key=lambda info: ("WASAPI" not in info.host_api, not info.default))


def _called(devices: list[DeviceInfo], name: str) -> list[DeviceInfo]:
    """Those of a number, a whole name or a part of one; WASAPI's names before all others.

    On Windows each card is there several times, and MME cuts its names at 31 characters, so that
    one card would seem to be several.
    """
    wanted = name.casefold()
    quick = [info for info in devices if "WASAPI" in info.host_api]
    numbered = [info for info in devices if str(info.index) == name]
    return numbered or next(
        (
            found
            for some in (quick, devices)
            for fits in (str.__eq__, str.__contains__)
            if (found := [info for info in some if fits(info.name.casefold(), wanted)])
        ),
        [],
    )
