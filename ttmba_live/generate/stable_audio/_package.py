"""What Stable Audio 3 needs on the disk, where it is published and under what terms."""

from __future__ import annotations

from functools import partial

from ttmba_live.generate.model.download import Package, Source
from ttmba_live.generate.stable_audio._folder import NEEDED, TEXT, check_files
from ttmba_live.generate.stable_audio._setup import default_folder

_TERMS = (
    "Stable Audio 3's weights come under the Stability AI Community License: free of charge, also "
    "for what is sold, as long as you earn less than 1 million US dollars a year; beyond that "
    "https://stability.ai/license. Its text encoder comes under the Gemma Terms of Use, "
    "https://ai.google.dev/gemma/terms, with what their section 3.2 forbids."
)


_TEXT_FILES = tuple(name for name in NEEDED if name.startswith(f"{TEXT}/"))
_REVISIONS = {
    "small-sfx": "ae12755283df9d62ca39a9b050a39a0b607b8c20",
    "small-music": "0fef1392cd842149a2b6d445e181c97608faac06",
    "medium": "27b5a21b791b1b033d193a9e1e3ce78493f102f9",
    "small-sfx-base": "cc5ddb990e30daa68336ac61c140c37c7033ab7c",
    "small-music-base": "eab5ceee5ad9c1ed38800aff30a8e49d1161c539",
    "medium-base": "b32993f73c3bdc3864043a72d8032606bba737c8",
}


def _source(variant: str, names: tuple[str, ...]) -> Source:
    return Source(f"stabilityai/stable-audio-3-{variant}", names, revision=_REVISIONS[variant])


def _package(variant: str, about: str, gigabytes: float) -> Package:
    """A base model's text encoder is that of the model which was distilled from it."""
    distilled = variant.removesuffix("-base")
    sources: tuple[Source, ...] = (_source(variant, NEEDED),)
    if distilled != variant:
        own = tuple(name for name in NEEDED if name not in _TEXT_FILES)
        sources = (_source(variant, own), _source(distilled, _TEXT_FILES))
    name = f"stable-audio-3-{variant}"
    return Package(
        name,
        about,
        gigabytes,
        f"{_TERMS} See https://huggingface.co/{sources[0].repository}",
        sources,
        partial(default_folder, variant),
        partial(check_files, model=name),
    )


PACKAGES = (
    _package("small-sfx", "sound effects up to 2 minutes, quick on a CPU, too", 3.5),
    _package("small-music", "music up to 2 minutes, quick on a CPU, too", 3.5),
    _package("medium", "music and sound effects up to 6 minutes, on a GPU", 10.4),
    _package("small-sfx-base", "small-sfx before it was distilled, to learn LoRAs on", 3.5),
    _package("small-music-base", "small-music before it was distilled, to learn LoRAs on", 3.5),
    _package("medium-base", "medium before it was distilled, to learn LoRAs on", 10.4),
)
