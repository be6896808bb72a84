"""What of the measures' weights the hub has, and under what terms. Fetches nothing."""

from __future__ import annotations

from pathlib import Path

from ttmba_live.generate.model.download import Package, Source
from ttmba_live.measures._weights import CLAP_2022, MEASURES, default_models

_CLAP_2022, _AST, _CLAP = (MEASURES["paper"][1], *MEASURES["modern"])


def _check_modern(models: Path) -> None:
    _AST.check(models)
    _CLAP.check(models)


_HUB = ("config.json", "preprocessor_config.json", "pytorch_model.bin")
_WORDS = ("config.json", "tokenizer.json", "tokenizer_config.json")

PACKAGES = {
    package.name: package
    for package in (
        Package(
            "measures-modern",
            "AST and LAION's CLAP, for evaluate clips",
            1.0,
            "AST is under the BSD 3-Clause License, LAION's CLAP under Apache-2.0. See "
            "https://huggingface.co/MIT/ast-finetuned-audioset-10-10-0.4593 and "
            "https://huggingface.co/laion/clap-htsat-unfused",
            (
                Source("MIT/ast-finetuned-audioset-10-10-0.4593", _HUB, _AST.folder),
                Source("laion/clap-htsat-unfused", (*_HUB, *_WORDS[1:]), _CLAP.folder),
            ),
            default_models,
            _check_modern,
        ),
        Package(
            "measures-clap-2022",
            "Microsoft's CLAP of 2022, for evaluate clips",
            2.3,
            "CLAP 2022 is under the MIT License, BERT's tokenizer under Apache-2.0. See "
            "https://huggingface.co/microsoft/msclap",
            (
                Source("microsoft/msclap", (CLAP_2022,), _CLAP_2022.folder),
                Source("google-bert/bert-base-uncased", _WORDS, f"{_CLAP_2022.folder}/text"),
            ),
            default_models,
            _CLAP_2022.check,
        ),
    )
}
