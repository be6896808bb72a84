"""From folders of clips to the rows of Table 1. Knows the order of the work, and no arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch

from ttmba_live.errors import InvalidInput, TtmbaError
from ttmba_live.generate.captions import Captions, read_captions
from ttmba_live.geometry import Position
from ttmba_live.measures._clips import RATE, RESAMPLER, SECONDS, ClipSet, read_set
from ttmba_live.measures._generated import DRY, EAR, make_clips
from ttmba_live.measures._listening import Heard, Listener
from ttmba_live.measures._table import COLUMNS, Judged, Row, row
from ttmba_live.measures._weights import MEASURES, listeners

REFERENCES = "references"


@dataclass(frozen=True, slots=True)
class Options:
    """What is judged, against what, by what."""

    generated: Path
    references: Path
    captions: Path
    models: Path
    measures: tuple[str, ...]
    generators: tuple[str, ...] = ()
    """Ours, whose clips are made in ``generated``; without any, its own files are judged."""
    place: Position = field(default_factory=Position)
    """Where the binaural clips are heard from."""
    resamples: int = 100
    compute: str = "cpu"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows, and lines that tell what they stand on."""

    rows: list[Row]
    notes: list[str]


@dataclass(frozen=True, eq=False)
class _System:
    name: str
    clips: ClipSet
    seconds: tuple[float, ...] = ()


def evaluate(options: Options) -> Table:
    """Judge everything that can be had; what cannot becomes a row without figures.

    Raises:
        Unavailable: for a missing file or folder.
        InvalidInput: for one that cannot be used.
    """
    captions = read_captions(options.captions)
    references = read_set(options.references)
    systems, lacking = _systems(options, captions, references)
    notes = [f"every clip: first channel, {RATE} Hz by {RESAMPLER}, {SECONDS:g} s, mean removed"]
    for system in systems:
        notes += [f"{system.name}: {note}" for note in system.clips.notes]
    rows = []
    device = torch.device(options.compute)
    for measures in options.measures:
        networks, lacks = listeners(measures, options.models, device)
        notes += _about(measures)
        judged = [_judge(networks, system, captions) for system in systems]
        reference = judged[0]
        for one in judged:
            made = row(reference, one, measures, options.resamples)
            rows.append(replace(made, lacks=(*made.lacks, *lacks)))
        rows += [Row(name, measures, 0, {}, (why,)) for name, why in lacking]
    return Table(rows, notes)


def _systems(
    options: Options, captions: Captions, references: ClipSet
) -> tuple[list[_System], list[tuple[str, str]]]:
    """The references first, then what is judged; and what could not be had, with the reason."""
    systems, lacking = [_System(REFERENCES, references)], []
    if not options.generators:
        systems.append(_System(options.generated.name, read_set(options.generated)))
    wanted = {clip: captions[clip] for clip in references.clips if clip in captions}
    if options.generators and len(wanted) < 2:
        raise InvalidInput(
            f"{options.captions} has captions for {len(wanted)} files of {options.references}; "
            "expected at least 2"
        )
    for name in options.generators:
        folder = options.generated / name
        try:
            made = make_clips(name, wanted, options.place, folder)
            dry, ear = (read_set(folder / part, wanted) for part in (DRY, EAR))
        except TtmbaError as error:
            lacking += [(name, str(error)), (f"{name}, left ear", str(error))]
            continue
        systems.append(_System(name, dry, tuple(made[clip].dry for clip in dry.clips)))
        ears = tuple(made[clip].ear for clip in ear.clips)
        systems.append(_System(f"{name}, left ear", ear, ears))
    return systems, lacking


def _judge(networks: Sequence[Listener], system: _System, captions: Captions) -> Judged:
    texts = [captions.get(name, "") for name in system.clips.clips]
    heard = Heard()
    for network in networks:
        heard = heard.joined(network(system.clips.stacked, texts))
    return Judged(system.name, list(system.clips.clips), heard, system.seconds)


def _about(measures: str) -> list[str]:
    """Which network gives which column."""
    return [
        f"{measures}: {part.about} gives {', '.join(COLUMNS[name] for name in part.gives)}"
        for part in MEASURES[measures]
    ]
