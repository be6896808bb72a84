"""What TangoFlux needs on the disk, where it is published and under what terms. Fetches nothing."""

from __future__ import annotations

from ttmba_live.generate.model.download import Package, Source
from ttmba_live.generate.tangoflux._folder import MODEL, TEXT, VAE, check_files
from ttmba_live.generate.tangoflux._setup import default_folder

PACKAGE = Package(
    "tangoflux",
    "the paper's model, for any words, on a GPU",
    4.1,
    "TangoFlux's weights come under the Stability AI Community License and WavCaps' terms: for "
    "research and non-commercial use only. See https://huggingface.co/declare-lab/TangoFlux",
    (
        Source("declare-lab/TangoFlux", ("config.json", MODEL, VAE)),
        Source(
            "google/flan-t5-large", ("config.json", "tokenizer.json", "tokenizer_config.json"), TEXT
        ),
    ),
    default_folder,
    check_files,
)
