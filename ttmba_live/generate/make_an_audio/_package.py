"""What Make-An-Audio 2 needs on the disk, where it is published and under what terms."""

from __future__ import annotations

from ttmba_live.generate.make_an_audio._folder import BERT, CHECKPOINT, T5, VOCODER, check_files
from ttmba_live.generate.model import models_folder
from ttmba_live.generate.model.download import Package, Source

_TEXT = ("config.json", "tokenizer.json", "tokenizer_config.json")

MAKE_AN_AUDIO_2 = Package(
    "make-an-audio-2",
    "Make-An-Audio 2, a rival of the paper's: up to 27 s at 16 kHz, on a GPU",
    3.8,
    "The terms of Make-An-Audio 2's weights are not clear: its code is under the MIT licence, but "
    "some of its files forbid use without an agreement. Take it for research alone, and ask its "
    "authors for anything else. See https://huggingface.co/ByteDance/Make-An-Audio-2",
    (
        Source("ByteDance/Make-An-Audio-2", (CHECKPOINT,)),
        Source("hkchengrex/MMAudio", (VOCODER,)),
        Source("google-bert/bert-base-uncased", _TEXT, BERT),
        Source("google/flan-t5-large", _TEXT, T5),  # sizes and words of the T5 it was trained with
    ),
    lambda: models_folder() / "make-an-audio-2",
    check_files,
)
