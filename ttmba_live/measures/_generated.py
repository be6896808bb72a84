"""Clips for Table 1 by a generator of ours, dry and in one ear. Knows no measure.

Each is made in a folder that a later run goes on with; how long it took is kept beside it.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from ttmba_live.audio import RATE, Samples, whole_file, write_sound
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate import ClipSpec, seed_of
from ttmba_live.generate.captions import Captions
from ttmba_live.geometry import Position
from ttmba_live.measures._clips import SECONDS
from ttmba_live.offline import binauralize
from ttmba_live.setup import Settings, choose

DRY, EAR = "mono", "left_ear"
"""Folders of the clips as the generator made them, and of the left ear of the binaural ones."""

_LIST = "clips.csv"


@dataclass(frozen=True, slots=True)
class Made:
    """What a clip was made of, and the seconds that took: dry, and with its placing."""

    caption: str
    place: str
    dry: float
    ear: float

    def fits(self, caption: str, place: Position) -> bool:
        """Whether it need not be made again."""
        return (self.caption, self.place) == (caption, _words(place))


def make_clips(
    generator: str, captions: Captions, place: Position, folder: Path
) -> Mapping[str, Made]:
    """Make what lacks of a clip for each caption, 8 s, dry and heard from a place.

    Raises:
        Unavailable: if the generator cannot be had or the folder not be written.
        GenerationFailed: if a clip cannot be made.
    """
    source, _ = choose.generator(generator, Settings())
    there = _read(folder / _LIST)
    wanted = [
        name
        for name, caption in captions.items()
        if not (name in there and there[name].fits(caption, place) and _has(folder, name))
    ]
    if not wanted:
        return there
    maker = source.make()  # not its cache: clips are timed
    first = captions[wanted[0]]
    binauralize(maker.generate(ClipSpec(first, 1.0, 0)).clip.samples, place)  # loads what it needs
    for name in tqdm(wanted, desc=f"clips by {generator}", disable=None):
        caption = captions[name]
        began = time.perf_counter()
        dry = maker.generate(ClipSpec(caption, SECONDS, seed_of(caption))).clip.samples
        made = time.perf_counter()
        wet = binauralize(dry, place)
        placed = time.perf_counter()
        write_sound(folder / DRY / f"{name}.wav", dry)
        write_sound(folder / EAR / f"{name}.wav", _left(wet, place))
        there[name] = Made(caption, _words(place), made - began, placed - began)
        _write(folder / _LIST, there)
    return there


def _has(folder: Path, name: str) -> bool:
    return all((folder / part / f"{name}.wav").is_file() for part in (DRY, EAR))


def _words(place: Position) -> str:
    return f"{place.azimuth:g} {place.elevation:g} {place.distance:g}"


def _left(wet: Samples, place: Position) -> Samples:
    """The left ear (frames,) of (frames, 2), from where the sound arrives on."""
    late = round(place.distance / 343.0 * RATE)
    return np.ascontiguousarray(wet[late : late + round(SECONDS * RATE), 0])


def _read(path: Path) -> dict[str, Made]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {
                row["name"]: Made(
                    row["caption"], row["place"], float(row["dry"]), float(row["ear"])
                )
                for row in csv.DictReader(file)
            }
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    except (KeyError, ValueError, TypeError) as error:
        raise InvalidInput(f"{path} must hold name, caption, place, dry, ear") from error


def _write(path: Path, there: Mapping[str, Made]) -> None:
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "caption", "place", "dry", "ear"])
        writer.writerows([name, *asdict(made).values()] for name, made in there.items())
