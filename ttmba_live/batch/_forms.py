"""The table of what a batch writes of each scene. Knows which sound goes into which file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ttmba_live.audio import Clip, write_sound, write_sound_blocks
from ttmba_live.batch._labels import rows
from ttmba_live.batch._order import Recipe
from ttmba_live.errors import InvalidInput
from ttmba_live.export import export_adm, export_ambisonics, scene_piece
from ttmba_live.scene import Event
from ttmba_live.session import Bounced
from ttmba_live.setup import Entry, Table

CLIPS = "clips"

STEMS = "stems"


@dataclass(frozen=True, slots=True)
class Heard:
    """A scene that has been rendered: its events with clips as files, and its sound."""

    events: list[Event]
    clips: dict[str, Clip]
    bounced: Bounced
    recipe: Recipe
    id: str
    dry: Path
    """The folder in which its clips are."""


Form = Callable[[Path, Heard], object]
"""Writes a scene's files into its folder; raises `TtmbaError`."""


def _mix(folder: Path, heard: Heard) -> None:
    mix = heard.bounced.mix
    write_sound_blocks(folder / "mix.wav", mix.blocks(), mix.frames, 2)


def _stems(folder: Path, heard: Heard) -> None:
    for number, stem in sorted(heard.bounced.stems.items()):
        name = f"{number + 1:04d}_{heard.events[number].id}.wav"
        write_sound(folder / STEMS / name, stem.samples)
    if heard.bounced.room is not None:
        write_sound(folder / STEMS / "room.wav", heard.bounced.room)


def _ambix(folder: Path, heard: Heard) -> None:
    piece = scene_piece(heard.id, heard.events, heard.clips, room=heard.bounced.around)
    export_ambisonics(piece, folder / "ambix.wav", heard.recipe.order)


def _adm(folder: Path, heard: Heard) -> None:
    export_adm(scene_piece(heard.id, heard.events, heard.clips), folder / "adm.wav")


def _labels(folder: Path, heard: Heard) -> None:
    if not heard.recipe.classes:
        raise InvalidInput("labels need --classes FILE, or a spec with classes")
    table = rows(heard.events, heard.clips, heard.recipe.classes)
    text = "".join(",".join(map(str, row)) + "\n" for row in table)
    (folder / "labels.csv").write_text(text, encoding="utf-8")


def _clips(folder: Path, heard: Heard) -> None:
    """Give the dry clips a second name, or copy them where a disk knows one name only."""
    for clip in (heard.dry / CLIPS).iterdir():
        copy = folder / CLIPS / clip.name
        copy.parent.mkdir(exist_ok=True)
        try:
            copy.hardlink_to(clip)
        except OSError:
            shutil.copyfile(clip, copy)


def _entry(name: str, about: str, form: Form, needs: str = "") -> Entry[[], Form]:
    return Entry(name, about, needs, lambda: form, lambda: about, auto=False)


FORMS = Table(
    "form",
    _entry("mix", "two ears: mix.wav", _mix),
    _entry("clips", "each event's dry sound: clips/", _clips),
    _entry("stems", "each event in two ears, from its start on: stems/", _stems),
    _entry("ambix", "Ambisonics, ACN and SN3D: ambix.wav", _ambix),
    _entry("adm", "ADM BW64, objects with places over time: adm.wav", _adm),
    _entry(
        "labels", "which class sounds when and where, as DCASE has it: labels.csv", _labels,
        "--classes FILE, or a spec with classes",
    ),
)  # fmt: skip

USUAL = ("mix", "clips")
"""What is written if nothing else is said."""
