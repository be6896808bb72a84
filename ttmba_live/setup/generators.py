"""The one table of generators: what makes clips of words. Loads none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import platformdirs

from ttmba_live.errors import InvalidInput, TtmbaError, Unavailable
from ttmba_live.generate import Ability, Generator
from ttmba_live.generate.audioldm import AudioLdm2Setup, AudioLdmSetup
from ttmba_live.generate.cache import Cache, Shelf
from ttmba_live.generate.chain import ChainSetup, Link
from ttmba_live.generate.library import CLAP, LibrarySetup, default_index
from ttmba_live.generate.make_an_audio import MakeAnAudioSetup
from ttmba_live.generate.model import ModelSetup, accelerator, find_accelerator, models_folder
from ttmba_live.generate.sketch_maker import sketch
from ttmba_live.generate.stable_audio import VARIANTS, StableAudioSetup, is_lora
from ttmba_live.generate.stable_audio import default_folder as stable_audio_folder
from ttmba_live.generate.tangoflux import Setup
from ttmba_live.setup._folders import loras_folder
from ttmba_live.setup._table import Entry, Table
from ttmba_live.text import in_english

if TYPE_CHECKING:
    from ttmba_live.setup._settings import Settings, StableAudioSettings, TangoFluxSettings

_CLIPS = platformdirs.user_cache_path("ttmba_live") / "clips"

LIBRARY = "library"

YOURS = "your own: no model and no recording is in it"
"""The terms of a sketch."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where clips come from: what makes the generator, and where its clips are kept."""

    make: Callable[[], Generator]
    """Travels by name to the generator's process, which calls it once."""
    shelf: Shelf | None = None
    """None if a clip is made sooner than read."""
    where: str = ""
    """What it is made from, for who asked for it by name."""
    can: frozenset[Ability] = frozenset()
    """What of `ClipSpec.wants` it can do; the rest it refuses ("start") or leaves out and says."""
    slow: bool = False
    """Whether a clip takes long, so that a sketch may sound until it is there."""


@dataclass(frozen=True, slots=True)
class Maker:
    """One generator as its settings want it, before it is made."""

    link: Link
    where: str = ""
    sellable: bool = True
    """Whether its terms allow clips that are sold."""


def usual_with(steps: int | None, lora: str = "") -> Settings:
    """The usual settings with another number of steps for whatever model is used, and a LoRA.

    Raises `Unavailable` or `InvalidInput` if that is none.
    """
    from ttmba_live.setup._settings import Settings

    usual = Settings()
    if lora and learner_of(lora) == "tangoflux":
        usual = replace(usual, tangoflux=replace(usual.tangoflux, lora=lora))
    elif lora:
        usual = replace(usual, stable_audio_3=replace(usual.stable_audio_3, lora=lora))
    if steps is None:
        return usual
    return replace(
        usual,
        stable_audio_3=replace(usual.stable_audio_3, steps=steps),
        tangoflux=replace(usual.tangoflux, steps=steps),
        audioldm2=replace(usual.audioldm2, steps=steps),
        audioldm=replace(usual.audioldm, steps=steps),
        make_an_audio_2=replace(usual.make_an_audio_2, steps=steps),
    )


def learner_of(lora: str) -> Literal["tangoflux", "stable-audio-3"]:
    """Which model a LoRA is of; raises `Unavailable` or `InvalidInput` for what is no such file."""
    return "stable-audio-3" if is_lora(Path(lora).expanduser()) else "tangoflux"


def source_of(makers: list[Maker]) -> Source:
    """One source of several makers, which are asked in their order."""
    links = [maker.link for maker in makers]
    first = links[0]
    links[0] = replace(first, shelf=None)  # who asks the chain looks there, before it is loaded
    setup = ChainSetup(tuple(links))
    return Source(setup, first.shelf, makers[0].where, setup.can, first.heavy)


def _sketch(settings: Settings) -> Maker:
    del settings
    return Maker(Link("sketch", sketch, frozenset({"start"}), YOURS))


def _look_at_sketch(settings: Settings) -> str:
    del settings
    return "needs no weights"


def _library(settings: Settings) -> Maker:
    setup = library_setup(settings)
    setup.check()
    return Maker(Link(LIBRARY, setup, frozenset({"start"}), "your file's"))


def library_setup(settings: Settings) -> LibrarySetup:
    """Where the user's own sounds are indexed, and how well they must fit."""
    part = settings.library
    clap = _folder(part.clap, CLAP.name)
    there = clap if part.clap or clap.is_dir() else None
    index = Path(part.index) if part.index else default_index()
    return LibrarySetup(index, part.threshold, there, part.likeness, in_english)


def _look_at_library(settings: Settings) -> str:
    setup = library_setup(settings)
    return f"{setup.check():,} files in {setup.index}; what they lack the next generator makes"


def _maker(setup: ModelSetup, settings: Settings) -> Maker:
    """A model's maker; raises `TtmbaError` if its files are not there."""
    setup.check()
    cache = Cache(_CLIPS, round(settings.generator.cache_gib * 2**30))
    shelf = Shelf(cache, setup.identity(), maker=setup.name, licence=setup.licence)
    link = Link(setup.name, setup, setup.can, setup.licence, shelf)
    return Maker(link, f"weights in {setup.folder}, on {setup.device}", setup.sellable)


def _looked(setup: ModelSetup) -> str:
    setup.check()
    return f"weights in {setup.folder}, on {setup.device} ({setup.licence})"


def _with_gpu(setup_of: Callable[[Settings], ModelSetup]) -> Callable[[Settings], str]:
    """A look at what only who asks for it by name gets without a GPU."""

    def look(settings: Settings) -> str:
        find_accelerator()
        return _looked(setup_of(settings))

    return look


def _folder(wanted: str, name: str) -> Path:
    return Path(wanted).expanduser() if wanted else models_folder() / name


def _tangoflux(settings: Settings) -> Setup:
    part = settings.tangoflux
    folder = _folder(part.folder, "tangoflux")
    numbers = (part.steps, part.guidance, part.batch)
    return Setup(folder, accelerator() or "cpu", *numbers, *_loras(part))


def _loras(part: TangoFluxSettings | StableAudioSettings) -> tuple[Path | None, Path]:
    """The usual LoRA, and the folder of those that have names."""
    return Path(part.lora).expanduser() if part.lora else None, loras_folder(part.loras)


def _audioldm(settings: Settings) -> AudioLdmSetup:
    part = settings.audioldm
    numbers = (part.steps, part.guidance, part.batch, part.sampler)
    folder = _folder(part.folder, "audioldm")
    return AudioLdmSetup(folder, accelerator() or "cpu", *numbers)


def _audioldm2(settings: Settings) -> AudioLdm2Setup:
    part = settings.audioldm2
    numbers = (part.steps, part.guidance, part.batch, part.sampler)
    folder = _folder(part.folder, "audioldm2")
    return AudioLdm2Setup(folder, accelerator() or "cpu", *numbers)


def _make_an_audio(settings: Settings) -> MakeAnAudioSetup:
    part = settings.make_an_audio_2
    folder = _folder(part.folder, "make-an-audio-2")
    numbers = (part.steps, part.guidance, part.batch)
    return MakeAnAudioSetup(folder, accelerator() or "cpu", *numbers)


def _stable_audio(settings: Settings) -> StableAudioSetup:
    """The wanted size; "auto" is the first that is there and that this machine can run."""
    part, device = settings.stable_audio_3, accelerator() or "cpu"
    numbers = (part.steps, part.guidance, part.batch)

    def setup(folder: Path) -> StableAudioSetup:
        return StableAudioSetup(folder, device, *numbers, *_loras(part), part.precision)

    if part.folder:
        return setup(Path(part.folder).expanduser())
    if part.model != "auto":
        return setup(stable_audio_folder(part.model))
    for variant in VARIANTS:
        found = setup(stable_audio_folder(variant))
        if variant == "medium" and device == "cpu":
            continue
        try:
            found.check_files()
        except TtmbaError:
            continue
        return found
    return setup(stable_audio_folder("small-sfx"))


def _model(
    name: str,
    about: str,
    needs: str,
    setup_of: Callable[[Settings], ModelSetup],
    *,
    gpu: bool = True,
) -> Entry[[Settings], Maker]:
    """The row of a model."""
    look = _with_gpu(setup_of) if gpu else lambda settings: _looked(setup_of(settings))
    return Entry(name, about, needs, lambda settings: _maker(setup_of(settings), settings), look)


_GPU = "a GPU that torch can use, and its weights: ttmba-live download"

GENERATORS: Table[[Settings], Maker] = Table(
    "generator",
    Entry(
        LIBRARY,
        "your own sounds, found by words",
        "sounds: ttmba-live library add FOLDER",
        _library,
        _look_at_library,
    ),
    _model(
        "stable-audio-3",
        "sound effects or music, quick on a CPU too; may be sold by most",
        "its weights: ttmba-live download stable-audio-3-small-sfx",
        _stable_audio,
        gpu=False,
    ),
    _model("tangoflux", "the paper's model, for any words", f"{_GPU} tangoflux", _tangoflux),
    _model("audioldm2", "AudioLDM 2, for any words", f"{_GPU} audioldm2", _audioldm2),
    _model("audioldm", "the paper's baseline, for any words", f"{_GPU} audioldm", _audioldm),
    _model(
        "make-an-audio-2",
        "a rival in the paper's Table 1, for any words",
        f"{_GPU} make-an-audio-2",
        _make_an_audio,
    ),
    Entry("sketch", "synthesis without weights, at once", "", _sketch, _look_at_sketch),
)
"""Each takes all settings; what is its own alone stands in a section of its name."""


def in_order(settings: Settings) -> tuple[list[tuple[str, Maker, str]], list[str]]:
    """All generators of the wanted order that can be used here, each with what was found of it.

    Also why the others are not. Raises `InvalidInput` for a name that there is not, `Unavailable`
    if none is left.
    """
    part = settings.generator
    names = part.order or tuple(entry.name for entry in GENERATORS)
    if len(set(names)) < len(names):
        raise InvalidInput(f"generator.order names one twice: {', '.join(names)}")
    found: list[tuple[str, Maker, str]] = []
    passed: dict[str, list[str]] = {}
    for entry in [GENERATORS[name] for name in names]:
        try:
            looked, maker = entry.look(settings), entry.make(settings)
        except TtmbaError as error:
            passed.setdefault(str(error), []).append(entry.name)
            continue
        if part.commercial and not maker.sellable:
            passed.setdefault(maker.link.licence, []).append(entry.name)
        else:
            found.append((entry.name, maker, looked))
    whys = [f"no {', '.join(names)}: {why}" for why, names in passed.items()]
    if not found:
        raise Unavailable(f"no generator can be used: {'; '.join(whys)}")
    return found, whys
