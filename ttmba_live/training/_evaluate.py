"""How well NFS-woNI places sound, beside other ways: one table, as text, CSV and plots.

Knows which rows and columns the table has; measuring is done elsewhere.
"""

from __future__ import annotations

import contextlib
import csv
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import Samples, whole_file
from ttmba_live.binaural.binauralgrad import BinauralGrad, load_binauralgrad
from ttmba_live.binaural.head import Head, Spectra, read_head
from ttmba_live.binaural.head.field import field_of
from ttmba_live.binaural.nfs import NFS, load_checkpoint
from ttmba_live.binaural.nfs.bake import bake
from ttmba_live.binaural.niirf import Trained, load_niirf
from ttmba_live.binaural.stream import Baked, Field, Stream
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.training import _rivals, _whole_rival
from ttmba_live.training._localise import Answers, localise
from ttmba_live.training._metrics import Spatial, network_spectra, spatial
from ttmba_live.training._sofa_recipe import split
from ttmba_live.training._targets import without_chain
from ttmba_live.training._waves import WaveErrors, errors_of, wave_errors

DIFFUSION, MICROPHONES = "BinauralGrad", "pyroomacoustics"


@dataclass(frozen=True)
class EvaluateOptions:
    """What to judge, against which head, in which directions.

    ``hold_out`` and ``seed`` name the directions as training does; zero means all of them. With
    ``live`` the live renderer is judged too, whose responses take a while to prepare. ``niirf`` is
    a checkpoint of that rival, ``listener`` whose of those it may know; ``binauralgrad`` is the
    folder of that one's two files. ``directions`` is how many of them to judge in, spread evenly.
    """

    sofa: str
    checkpoint: str | None = None
    hold_out: float = 0.1
    seed: int = 0
    live: bool = False
    niirf: str | None = None
    listener: int = 0
    binauralgrad: str | None = None
    directions: int | None = None


@dataclass(frozen=True, eq=False)
class Row:
    """One way of rendering, judged."""

    name: str
    spectra: Spectra
    spatial: Spatial
    answers: Answers
    waves: WaveErrors | None

    def numbers(self) -> dict[str, float]:
        """Every figure by its column's name."""
        waves = asdict(self.waves) if self.waves else {}
        return {**asdict(self.spatial), **asdict(self.answers), **waves}


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The table, what it was made from, and why other rows or columns lack, by their names."""

    head: Head
    chosen: NDArray[np.intp]
    rows: list[Row]
    lacks: dict[str, str]


def evaluate(options: EvaluateOptions, clips: list[Samples]) -> Evaluation:
    """Judge a checkpoint and its rivals in the directions held out.

    Raises:
        InvalidInput: for a checkpoint or head that cannot be used.
        Unavailable: if a file is missing.
    """
    model = load_checkpoint(options.checkpoint)
    head = read_head(Path(options.sofa))
    learnt, held = split(head, options.hold_out, options.seed)
    chosen = _thinned(held if len(held) else learnt, options.directions)
    wanted = head.spectra()[chosen]
    waves: dict[str, WaveErrors] = {}
    field = bake(model) if options.live else None
    rival = load_niirf(options.niirf, options.listener) if options.niirf else None
    diffusion = (
        BinauralGrad(load_binauralgrad(options.binauralgrad)) if options.binauralgrad else None
    )
    if clips:
        plain = without_chain(head)
        truth = plain.spectra()[chosen]
        for name, given in _renderings(model, field, rival, plain, learnt, chosen).items():
            pair = (_rivals.responses_of(given), _rivals.responses_of(truth))
            waves[name] = wave_errors(*pair, clips)
        if diffusion is not None:
            judged = _rivals.responses_of(truth)
            pairs = _whole_rival.waves(
                diffusion, head.directions[chosen], head.distance, judged, clips
            )
            waves[DIFFUSION] = errors_of(pairs)
    found = _renderings(model, field, rival, head, learnt, chosen)
    if diffusion is not None:
        given = _whole_rival.fitted(diffusion, head.directions[chosen], head.distance)
        found[DIFFUSION] = _rivals.aligned(given, wanted)
    rows = [
        Row(
            name,
            given,
            spatial(given, wanted, head.directions[chosen]),
            localise(given, head.directions[chosen], head),
            waves.get(name),
        )
        for name, given in found.items()
    ]
    return Evaluation(head, chosen, rows, _lacking(options, rows))


def _lacking(options: EvaluateOptions, rows: list[Row]) -> dict[str, str]:
    """What the table could have besides, and what it takes."""
    lacks = {}
    if not options.niirf:
        lacks["NIIRF"] = "no weights: `ttmba-live train niirf` makes them, --niirf names them"
    if not options.binauralgrad:
        lacks[DIFFUSION] = "no weights: --binauralgrad names the folder of the two published files"
    if all(row.name != MICROPHONES for row in rows):
        lacks[MICROPHONES] = "pip install pyroomacoustics"
    waves = [row.waves for row in rows if row.waves]
    if waves and np.isnan([one.pesq for one in waves]).all():
        lacks[COLUMNS["pesq"]] = "pip install pesq"
    return lacks


def _thinned(chosen: NDArray[np.intp], most: int | None) -> NDArray[np.intp]:
    """As many of them, spread evenly; all if None. Raises `InvalidInput` if there are not."""
    if most is None:
        return chosen
    if not 1 <= most <= len(chosen):
        raise InvalidInput(f"{most} directions to judge in; expected 1..{len(chosen)}")
    some: NDArray[np.intp] = chosen[np.linspace(0, len(chosen) - 1, most).astype(int)]
    return some


def _renderings(
    model: NFS,
    field: Field | None,
    rival: Trained | None,
    head: Head,
    learnt: NDArray[np.intp],
    chosen: NDArray[np.intp],
) -> dict[str, Spectra]:
    """What every way of rendering makes of the chosen directions, lined up with the head's own."""
    directions, distance = head.directions[chosen], head.distance
    wanted = head.spectra()[chosen]
    known = replace(head, directions=head.directions[learnt], responses=head.responses[learnt])
    found = {
        "measured": wanted,
        "NFS-woNI": network_spectra(model, directions, distance),
        "--head": _rivals.interpolated(known, directions),
        "nearest measured": _rivals.nearest_measured(known, directions),
        "three nearest": _rivals.three_nearest(known, directions),
        "weightless": _rivals.weightless(directions, distance),
    }
    if rival is not None:
        found["NIIRF"] = _rivals.cascaded(rival, directions, distance)
    if field is not None:
        stream = Stream(Baked(field), 256)
        found["NFS-woNI, live"] = _rivals.streamed(stream, directions, distance)
        own = Stream(Baked(field_of(known)[0]), 256)
        found["--head, live"] = _rivals.streamed(own, directions, distance)
    with contextlib.suppress(Unavailable):
        found[MICROPHONES] = _rivals.two_microphones(directions, distance)
    return {name: _rivals.aligned(given, wanted) for name, given in found.items()}


COLUMNS = {
    "lsd_db": "LSD dB",
    "itd_us": "ITD us",
    "ild_db": "ILD dB",
    "left_right": "L/R %",
    "front_back": "F/B %",
    "above_below": "A/B %",
    "l2": "l2",
    "magnitude": "mag",
    "phase": "phase",
    "stft": "STFT",
    "pesq": "PESQ",
}
"""Figures in the table's order, and their headings."""


def as_text(evaluation: Evaluation) -> str:
    """The table for a terminal."""
    names = [name for name in COLUMNS if name in evaluation.rows[0].numbers()]
    lines = [f"{'':18}" + "".join(f"{COLUMNS[name]:>9}" for name in names)]
    for row in evaluation.rows:
        numbers = row.numbers()
        cells = "".join(f"{numbers[name]:9.3g}" for name in names)
        lines.append(f"{row.name:18}{cells}")
    lines += [f"{name:18}  lacks: {why}" for name, why in evaluation.lacks.items()]
    return "\n".join(lines)


def write_csv(evaluation: Evaluation, path: Path) -> None:
    """The table for other programs, whole."""
    names = list(evaluation.rows[0].numbers())
    with whole_file(path) as part, part.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["renderer", *names])
        for row in evaluation.rows:
            numbers = row.numbers()
            writer.writerow([row.name, *(f"{numbers[name]:.5g}" for name in names)])
