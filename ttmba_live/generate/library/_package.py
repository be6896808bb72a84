"""What the model needs that knows what sounds mean, where it is published and under what terms."""

from __future__ import annotations

from pathlib import Path

from ttmba_live.generate.library._meaning import weights_in
from ttmba_live.generate.model import models_folder
from ttmba_live.generate.model.download import Package, Source


def _check(folder: Path) -> None:
    weights_in(folder)


CLAP = Package(
    "clap",
    "CLAP: finds your own sounds by what they sound like, on a CPU",
    0.6,
    "CLAP's weights come under the Apache License 2.0: free for any use, with its notice kept. "
    "It makes no clips. See https://huggingface.co/laion/clap-htsat-unfused",
    (
        Source(
            "laion/clap-htsat-unfused",
            (
                "config.json", "preprocessor_config.json", "tokenizer.json",
                "tokenizer_config.json", "pytorch_model.bin",
            ),
        ),
    ),
    lambda: models_folder() / "clap",
    _check,
)  # fmt: skip
