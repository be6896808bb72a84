"""What Stable Audio 3 needs on the disk, where it is published and under what terms."""

from __future__ import annotations

from functools import partial

from ttmba_live.generate.model.download import Package, Source
from ttmba_live.generate.stable_audio._folder import NEEDED, check_files
from ttmba_live.generate.stable_audio._setup import default_folder

_TERMS = (
    "Stable Audio 3's weights come under the Stability AI Community License: free of charge, also "
    "for what is sold, as long as you earn less than 1 million US dollars a year; beyond that "
    "https://stability.ai/license. Its text encoder comes under the Gemma Terms of Use, "
    "https://ai.google.dev/gemma/terms, with what their section 3.2 forbids."
)


def _package(variant: str, about: str, gigabytes: float, revision: str) -> Package:
    name = f"stable-audio-3-{variant}"
    repository = f"stabilityai/{name}"
    return Package(
        name,
        about,
        gigabytes,
        f"{_TERMS} See https://huggingface.co/{repository}",
        (Source(repository, NEEDED, revision=revision),),
        partial(default_folder, variant),
        partial(check_files, model=name),
    )


SMALL_SFX = _package(
    "small-sfx",
    "sound effects up to 2 minutes, quick on a CPU, too",
    3.5,
    "ae12755283df9d62ca39a9b050a39a0b607b8c20",
)
SMALL_MUSIC = _package(
    "small-music",
    "music up to 2 minutes, quick on a CPU, too",
    3.5,
    "0fef1392cd842149a2b6d445e181c97608faac06",
)
MEDIUM = _package(
    "medium",
    "music and sound effects up to 6 minutes, on a GPU",
    10.4,
    "27b5a21b791b1b033d193a9e1e3ce78493f102f9",
)
