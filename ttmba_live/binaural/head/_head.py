"""A measured head from a SOFA file of any convention: judged, mended, brought to 48 kHz.

Knows which directions are taken and what a head is; the parts of reading are beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import minimum_phase
from ttmba_live.binaural.head._container import Container, Floats, opened
from ttmba_live.binaural.head._layout import HEADS, read_layout
from ttmba_live.binaural.head._places import Places, read_places
from ttmba_live.binaural.head._sides import mended
from ttmba_live.binaural.head._spectra import (
    FFT,
    HERTZ,
    Spectra,
    even_directions,
    solid_angles,
)
from ttmba_live.binaural.head._windows import AFTER, read_delays, read_windows
from ttmba_live.errors import InvalidInput

FEWEST = 6
"""Directions without which there is no head."""

MOST = 2000
"""Directions that are kept: denser than the renderer's lattice helps nobody."""

FLAT_ABOVE = 20_000.0
"""Hertz; above, loudspeakers of the time gave nothing and equalisation stands still."""

BASS = 60.0
"""Hertz; below, no loudspeaker of a measurement is to be trusted."""

_MUTE = 0.1
"""Of the average level from 300 Hz to 3 kHz: in the bass, less is a mute loudspeaker."""

_ALIKE = 1.05
"""Distances within this ratio are one."""

_DEEPEST = 1e-3
"""Of the diffuse-field average against its highest: what lies deeper is not raised further."""


@dataclass(frozen=True, eq=False)
class Head:
    """Responses around one head, diffuse-field equalised, as if measured for a unit wave.

    Attributes:
        directions: (M, 3) unit vectors, front, left, up.
        responses: (M, 2, N) impulse responses at 48 kHz, left and right.
        distance: metres at which they were measured.
        name: what the file calls itself.
        bottom, top: hertz between which the file tells anything.
        notes: what was mended or guessed, for the user.
    """

    directions: Floats
    responses: Floats
    distance: float
    name: str
    bottom: float = BASS
    top: float = FLAT_ABOVE
    notes: tuple[str, ...] = ()

    def spectra(self) -> Spectra:
        """(M, 2, 513)."""
        return np.fft.rfft(self.responses, FFT)


def read_head(
    path: Path,
    kept_seconds: float = AFTER,
    progress: Callable[[float], None] | None = None,
) -> Head:
    """Read any SOFA file of free-field head responses.

    ``kept_seconds`` is how much is kept after the sound has come; ``progress`` hears shares.

    Raises:
        Unavailable: if there is no such file.
        InvalidInput: if it holds no two-ear responses around a head, or none that can be used.
    """
    path = Path(path)
    with opened(path) as file:
        places = read_places(file)
        layout = read_layout(file, len(places.directions))
        notes = _convention(file) + places.notes
        rows = _chosen(places, path, notes)
        delays = read_delays(file, len(places.directions), layout.rate)
        windows = read_windows(layout, delays, rows, kept_seconds, progress)
        name = file.text("Title") or path.stem
    whole = windows.whole
    if not whole.all():
        notes.append(f"left out, as silent or NaN: {_counted((~whole).sum())}")
    rows, responses = rows[whole], windows.responses[whole]
    _enough(len(rows), path)
    directions = places.directions[rows]
    sided = mended(directions, np.fft.rfft(responses, FFT), str(path))
    notes += [*layout.notes, *windows.notes, *sided.notes]
    top = min(FLAT_ABOVE, 0.45 * layout.rate)
    if top < 15_000.0:
        notes.append(f"measured at {layout.rate:g} Hz: above {top / 1000:.1f} kHz it tells nothing")
    average = _average(directions, sided.spectra, top)
    equal = _equalised(sided.spectra, average)
    distance = float(np.median(places.distances[rows]))
    told = tuple(dict.fromkeys([*notes, *_gaps(directions)]))
    return Head(directions, equal, distance, name, _bottom(average), top, told)


def _convention(file: Container) -> list[str]:
    found = file.text("SOFAConventions")
    if found in HEADS:
        return []
    return [f"of the convention {found or 'that it does not tell'}; read as SimpleFreeFieldHRIR"]


def _enough(count: int, path: Path) -> None:
    if count < FEWEST:
        raise InvalidInput(f"{path} holds {_counted(count)} that can be used; {FEWEST} are needed")


def _counted(count: int) -> str:
    return "1 direction" if count == 1 else f"{count} directions"


def _chosen(places: Places, path: Path, notes: list[str]) -> NDArray[np.intp]:
    """Rows to read: at one distance, each direction once, no more than `MOST`; rising."""
    known = np.asarray(np.isfinite(places.directions).all(axis=1))
    rows = np.flatnonzero(known)
    if len(rows) < len(known):
        notes.append(f"left out, as without a place: {_counted(len(known) - len(rows))}")
    _enough(len(rows), path)
    rows = _at_one_distance(places.distances, rows, notes)
    rows = _once(places.directions, rows)
    _enough(len(rows), path)
    if len(rows) > MOST:
        from scipy.spatial import cKDTree

        nearest = cKDTree(places.directions[rows]).query(even_directions(MOST))[1]
        notes.append(f"{len(rows)} directions; the {MOST} that lie most evenly are taken")
        rows = rows[np.unique(nearest)]
    return rows


def _at_one_distance(
    distances: Floats, rows: NDArray[np.intp], notes: list[str]
) -> NDArray[np.intp]:
    """The rows of the distance with the most directions; of several, the farthest."""
    order = rows[np.argsort(distances[rows])]
    metres = distances[order]
    steps = np.flatnonzero(metres[1:] > _ALIKE * metres[:-1]) + 1
    groups = np.split(order, steps)
    if len(groups) == 1:
        return rows
    best = max(groups, key=lambda group: (len(group), distances[group[0]]))
    taken = float(np.median(distances[best]))
    notes.append(f"measured at {len(groups)} distances; {taken:.2f} m is taken")
    return np.sort(best)


def _once(directions: Floats, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """The first of each direction, to a tenth of a degree."""
    cells = np.round(directions[rows] / np.radians(0.1)).astype(np.int64)
    return rows[np.sort(np.unique(cells, axis=0, return_index=True)[1])]


def _gaps(directions: Floats) -> list[str]:
    """What is to be told of directions that nobody measured."""
    from scipy.spatial import cKDTree

    chord = cKDTree(directions).query(even_directions(1000))[0]
    share = float((chord > 2.0 * np.sin(np.radians(15.0))).mean())
    if share < 0.1:
        return []
    return [
        f"{100 * share:.0f} % of the sphere lies over 30 degrees from what was measured; filled"
    ]


def _average(directions: Floats, spectra: Spectra, top: float) -> Floats:
    """The diffuse field's magnitude (F,), flat where it tells nothing."""
    weights = solid_angles(directions)
    average = np.sqrt(np.einsum("m,mef->f", weights, np.abs(spectra) ** 2) / 2.0)
    average[top < HERTZ] = average[top >= HERTZ][-1]
    average[0] = average[1]
    return np.asarray(np.maximum(average, _DEEPEST * average.max()))


def _bottom(average: Floats) -> float:
    """Hertz under which the loudspeaker was mute."""
    middle = np.median(average[(HERTZ > 300.0) & (HERTZ < 3000.0)])
    mute = HERTZ[(average < _MUTE * middle) & (HERTZ < 1000.0)]
    return float(max(BASS, mute.max(initial=0.0)))


def _equalised(spectra: Spectra, average: Floats) -> Floats:
    """Divide by the minimum phase of an average, which leaves the delays alone."""
    longer = 2 * FFT
    inverse = np.fft.rfft(np.fft.irfft(1.0 / minimum_phase(average)), longer)
    return np.fft.irfft(np.fft.rfft(np.fft.irfft(spectra), longer) * inverse)[..., :FFT]
