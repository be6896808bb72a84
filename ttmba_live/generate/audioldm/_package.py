"""What both models need on the disk, where it is published and under what terms."""

from __future__ import annotations

from ttmba_live.generate.audioldm._folder import (
    CHECKPOINT,
    NEEDED2,
    TEXT,
    check_audioldm,
    check_audioldm2,
)
from ttmba_live.generate.model import models_folder
from ttmba_live.generate.model.download import Package, Source

AUDIOLDM = Package(
    "audioldm",
    "the paper's baseline: up to 10 s at 16 kHz, on a GPU",
    4.7,
    "The weights of audioldm_16k_crossattn_t5 come under CC BY-NC 4.0: for non-commercial use "
    "only, with the authors named. See https://huggingface.co/haoheliu/audioldm_16k_crossattn_t5",
    (
        Source(
            "haoheliu/audioldm_16k_crossattn_t5",
            (CHECKPOINT,),
            revision="2894dd87fea62509aea482df8d0976a7424249cd",
        ),
        Source(
            "google/flan-t5-large", ("config.json", "tokenizer.json", "tokenizer_config.json"), TEXT
        ),
    ),
    lambda: models_folder() / "audioldm",
    check_audioldm,
)

AUDIOLDM2 = Package(
    "audioldm2",
    "AudioLDM 2: up to 10 s at 16 kHz, on a GPU",
    4.6,
    "AudioLDM 2's weights come under CC BY-NC-SA 4.0: for non-commercial use only, with the "
    "authors named. See https://huggingface.co/cvssp/audioldm2",
    (Source("cvssp/audioldm2", NEEDED2),),
    lambda: models_folder() / "audioldm2",
    check_audioldm2,
)
