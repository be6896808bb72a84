"""A tiny CLAP model with random weights in the hub's layout, and its directions by transformers."""

import json

import numpy as np
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    ClapAudioConfig,
    ClapConfig,
    ClapFeatureExtractor,
    ClapModel,
    ClapTextConfig,
    PreTrainedTokenizerFast,
)

_TEXT = {
    "vocab_size": 300, "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
    "intermediate_size": 37, "max_position_embeddings": 66, "pad_token_id": 1,
    "projection_dim": 16,
}  # fmt: skip
_AUDIO = {
    "window_size": 8, "num_mel_bins": 64, "spec_size": 256, "patch_size": 4,
    "patch_stride": [4, 4], "hidden_size": 64, "patch_embeds_hidden_size": 8,
    "depths": [1, 1, 1, 1], "num_attention_heads": [1, 1, 1, 1], "num_hidden_layers": 4,
    "projection_dim": 16,
}  # fmt: skip


def write(folder, seed=3):
    """The folder as the hub has it: config, features, tokenizer, weights."""
    torch.manual_seed(seed)
    config = ClapConfig(
        text_config=ClapTextConfig(**_TEXT).to_dict(),
        audio_config=ClapAudioConfig(**_AUDIO).to_dict(),
        projection_dim=16,
    )
    ClapModel(config).eval().save_pretrained(folder)
    features = ClapFeatureExtractor(truncation="rand_trunc", padding="repeatpad")
    features.save_pretrained(folder)
    words = ["<s>", "<pad>", "</s>", "<unk>", *pre_tokenizers.ByteLevel.alphabet()]
    tokenizer = Tokenizer(models.BPE({word: at for at, word in enumerate(words)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    names = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(folder)
    about = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert about["model_type"] == "clap"
    return folder


@torch.no_grad()
def cosines(folder, words, sounds):
    """How near each of some sounds (48 kHz) is to words, by transformers alone."""
    model = ClapModel.from_pretrained(folder).eval()
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    features = ClapFeatureExtractor.from_pretrained(folder)
    text = model.get_text_features(**tokenizer(words, return_tensors="pt")).pooler_output[0]
    out = []
    for sound in sounds:
        heard = features(np.asarray(sound), sampling_rate=48_000, return_tensors="pt")
        row = model.get_audio_features(**heard).pooler_output[0]
        out.append(float(torch.nn.functional.cosine_similarity(text, row, dim=0)))
    return out
