"""Where a SOFA file's measurements were taken, as the head saw them.

Knows coordinate types, units, listener position, view and up; knows no responses. Positions of
receivers are not asked: CIPIC, LISTEN and FHK files declare them the wrong way round.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ttmba_live.binaural.head._container import Container, Floats
from ttmba_live.errors import InvalidInput

UNTOLD = 1.5
"""Metres that are taken where a file gives no distance."""

_TURN = 2.0 * np.pi + 0.01


@dataclass(frozen=True, eq=False)
class Places:
    """Directions (M, 3), unit vectors in the head's frame: front, left, up; metres (M,).

    What the file leaves unsaid, or NaN, is NaN here.
    """

    directions: Floats
    distances: Floats
    notes: list[str] = field(default_factory=list)


@np.errstate(all="ignore")  # absurd numbers end as absurd distances, which are left out
def read_places(file: Container) -> Places:
    """Read where sources were, seen from the head; raises `InvalidInput`."""
    notes: list[str] = []
    sources = _vectors(file, "SourcePosition", notes)
    if sources is None:
        raise InvalidInput(f"{file.path} does not say where its sources were (SourcePosition)")
    listener = _listener(file, "ListenerPosition", np.zeros((1, 3)), notes)
    front, left, up = _axes(file, notes)
    rows = max(len(part) for part in (sources, listener, front))
    for name, part in (("SourcePosition", sources), ("ListenerView", front)):
        if len(part) not in (1, rows):
            raise InvalidInput(f"{file.path}: {name} has {len(part)} rows where {rows} belong")
    seen = sources - (listener if len(listener) in (1, rows) else 0.0)
    frame = np.stack(np.broadcast_arrays(front, left, up), axis=1)
    frame = np.broadcast_to(frame, (rows, 3, 3))
    seen = np.einsum("mad,md->ma", frame, np.broadcast_to(seen, (rows, 3)))
    distances = np.linalg.norm(seen, axis=1)
    directions = seen / distances[:, None]
    return Places(directions, distances, notes)


def _listener(file: Container, name: str, default: Floats, notes: list[str]) -> Floats:
    found = _vectors(file, name, notes)
    if found is None or not np.isfinite(found).all():
        return default
    return found


def _axes(file: Container, notes: list[str]) -> tuple[Floats, Floats, Floats]:
    """The head's front, left and up (1 or M, 3); where nonsense is declared, x, y and z."""
    plain = np.eye(3)[:, None]
    front = _listener(file, "ListenerView", plain[0], notes)
    up = _listener(file, "ListenerUp", plain[2], notes)
    try:
        front, up = np.broadcast_arrays(front, up)
    except ValueError:
        up = np.broadcast_to(up[:1], front.shape)
    # Where the declared up lies along the view, up is taken for z before all is given up.
    for upward in (up, np.broadcast_to(plain[2], up.shape)):
        left = np.cross(upward, front)
        sizes = [np.linalg.norm(part, axis=1) for part in (front, upward, left)]
        if min(size.min() for size in sizes) > 1e-3 * sizes[0].max() * sizes[1].max():
            break
    else:
        notes.append("ListenerView and ListenerUp make no frame; the head is taken to face +x")
        return plain[0], plain[1], plain[2]
    front, left = front / sizes[0][:, None], left / sizes[2][:, None]
    if np.abs(front - plain[0]).max() > 0.01:
        notes.append("directions are counted from where the head looked (ListenerView)")
    return front, left, np.cross(front, left)


def _vectors(file: Container, name: str, notes: list[str]) -> Floats | None:
    """A variable of positions as (rows, 3) cartesian metres; None if the file has none."""
    shape = file.shape(name)
    if shape is None or 0 in shape:
        return None
    values = np.squeeze(file.numbers(name))
    values = values.reshape(1, 3) if values.size == 3 else values
    if values.ndim == 2 and values.shape[1] != 3 and values.shape[0] == 3:
        values = values.T
    if values.ndim != 2 or values.shape[1] != 3:
        raise InvalidInput(f"{file.path}: {name} must hold 3 numbers a row, not {shape}")
    kind, units = _declared(file, name)
    whole = values[np.isfinite(values).all(axis=1)]
    seems = _seems(whole) if len(whole) else ""
    if name == "SourcePosition" and len(whole) > 5 and seems and seems != kind:
        if kind:
            notes.append(f"positions are {seems}, whatever the file declares")
        kind = seems
    if kind == "cartesian":
        return values * _scale(units)
    return _cartesian(file, name, values, units, notes)


def _declared(file: Container, name: str) -> tuple[str, str]:
    # ListenerUp has no type of its own: the standard lets it share ListenerView's.
    owner = "ListenerView" if name == "ListenerUp" and not file.text("Type", name) else name
    kind, units = file.text("Type", owner).lower(), file.text("Units", owner).lower()
    if kind.startswith("cart"):
        return "cartesian", units
    if kind.startswith("sph"):
        return "spherical", units
    if not units:
        return "" if name == "SourcePosition" else "cartesian", units
    return ("spherical" if units.startswith(("deg", "rad")) else "cartesian"), units


def _seems(values: Floats) -> str:
    """What coordinates (M, 3) must be whatever is declared; empty if they may be either."""
    size = np.linalg.norm(values, axis=1)
    if np.ptp(size) < 1e-3 * size.max() and np.ptp(values[:, 2]) > 1e-3 * size.max():
        return "cartesian"
    if np.ptp(values[:, 0]) > 20.0 and values[:, 2].min() > 0.0 and np.ptp(values[:, 2]) < 20.0:
        return "spherical"
    return ""


def _scale(units: str) -> float:
    last = units.replace(";", ",").split(",")[-1].strip()
    return {"mm": 1e-3, "millimetre": 1e-3, "millimeter": 1e-3,
            "cm": 1e-2, "centimetre": 1e-2, "centimeter": 1e-2}.get(last, 1.0)  # fmt: skip


def _cartesian(file: Container, name: str, values: Floats, units: str, notes: list[str]) -> Floats:
    azimuth, elevation, distance = values.T
    whole = np.isfinite(azimuth) & np.isfinite(elevation)
    if not whole.any():
        return np.full(values.shape, np.nan)
    if not units.startswith("rad"):
        small = np.abs(azimuth[whole]).max() < _TURN and np.abs(elevation[whole]).max() < 1.6
        if small and whole.sum() > 11 and np.ptp(azimuth[whole]) > 2.5:
            notes.append(f"{name} is in radians, whatever the file declares")
            units = "radian"
    if not units.startswith("rad"):
        azimuth, elevation = np.radians(azimuth), np.radians(elevation)
    elevation = (elevation + np.pi) % (2.0 * np.pi) - np.pi
    if np.abs(elevation[whole]).max() > np.pi / 2 + 0.01:
        raise InvalidInput(f"{file.path}: {name} has elevations beyond 90 degrees")
    unsaid = ~(np.isfinite(distance) & (distance > 0.0))
    if (unsaid & whole).any() and name == "SourcePosition":
        notes.append(f"distances that are not told are taken for {UNTOLD} m")
    distance = np.where(unsaid, UNTOLD, distance * _scale(units))
    flat = np.cos(elevation)
    x, y = flat * np.cos(azimuth), flat * np.sin(azimuth)
    return np.stack([x, y, np.sin(elevation)], axis=1) * distance[:, None]
