"""Small random networks in the layouts of the files that judge clips; see `ttmba_live.measures`."""

import warnings

import clap_tiny
import numpy as np
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import (
    ASTConfig,
    ASTFeatureExtractor,
    ASTForAudioClassification,
    BertConfig,
    BertModel,
    BertTokenizerFast,
)

WORDS = ["a", "the", "dog", "barks", "rain", "falls", "bell", "bird", "sings", "on", "and", "in"]
CHANNELS = (2, 3, 4, 4, 5, 6)
CLASSES = 7


def cnn14_state(window=512, channels=CHANNELS, embedding=6, mels=64, seed=0):
    """Names and shapes of PANNs' files, random but for the transform, whose window is a Hann."""
    rng = np.random.default_rng(seed)

    def tensor(*shape, scale=1.0, shift=0.0):
        return torch.from_numpy(shift + scale * rng.standard_normal(shape)).float()

    def norm(name, size):
        return {
            f"{name}.weight": tensor(size, scale=0.1, shift=1.0),
            f"{name}.bias": tensor(size, scale=0.1),
            f"{name}.running_mean": tensor(size, scale=0.1),
            f"{name}.running_var": tensor(size, scale=0.1, shift=1.0).abs(),
            f"{name}.num_batches_tracked": torch.tensor(3),
        }

    bins = window // 2 + 1
    turn = np.exp(-2j * np.pi * np.outer(np.arange(bins), np.arange(window)) / window)
    turn *= 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window) / window)
    state = {
        "spectrogram_extractor.stft.conv_real.weight": torch.from_numpy(turn.real[:, None]).float(),
        "spectrogram_extractor.stft.conv_imag.weight": torch.from_numpy(turn.imag[:, None]).float(),
        "logmel_extractor.melW": tensor(bins, mels).abs() / bins,
        **norm("bn0", mels),
    }
    for number, (before, after) in enumerate(zip((1, *channels), channels, strict=False), 1):
        name = f"conv_block{number}"
        state[f"{name}.conv1.weight"] = tensor(after, before, 3, 3, scale=0.4)
        state[f"{name}.conv2.weight"] = tensor(after, after, 3, 3, scale=0.4)
        state |= norm(f"{name}.bn1", after) | norm(f"{name}.bn2", after)
    state["fc1.weight"] = tensor(embedding, channels[-1])
    state["fc1.bias"] = tensor(embedding, shift=0.5)
    state["fc_audioset.weight"] = tensor(CLASSES, embedding)
    state["fc_audioset.bias"] = tensor(CLASSES)
    return state


def write_panns(folder):
    """As on Zenodo: the weights under ``model``, the sampler's arrays beside them."""
    (folder / "panns").mkdir(parents=True)
    sampler = {"pointer": np.int64(3), "queue": [1, 2], "pointers": np.arange(4)}
    torch.save(
        {"iteration": 10, "model": cnn14_state(), "sampler": sampler},
        folder / "panns" / "Cnn14_16k_mAP=0.438.pth",
    )


def write_msclap(folder, common=6):
    """As on the hub, with BERT's config and tokenizer beside it."""
    text = folder / "msclap" / "text"
    text.mkdir(parents=True)
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    (text / "vocab.txt").write_text("\n".join(tokens))
    words = Tokenizer(models.WordPiece({t: i for i, t in enumerate(tokens)}, unk_token="[UNK]"))
    words.normalizer = normalizers.BertNormalizer()
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    words.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    BertTokenizerFast(tokenizer_object=words).save_pretrained(text)
    config = BertConfig(
        vocab_size=len(tokens), hidden_size=8, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=128,
    )  # fmt: skip
    config.save_pretrained(text)
    torch.manual_seed(1)

    def projection(prefix, width):
        return {
            f"{prefix}.projection.linear1.weight": torch.randn(common, width),
            f"{prefix}.projection.linear2.weight": torch.randn(common, common),
            f"{prefix}.projection.layer_norm.weight": torch.ones(common),
            f"{prefix}.projection.layer_norm.bias": torch.zeros(common),
        }

    cnn = {f"audio_encoder.base.{k}": v for k, v in cnn14_state(1024, seed=2).items()}
    bert = {f"caption_encoder.base.{k}": v for k, v in BertModel(config).state_dict().items()}
    bert["caption_encoder.base.embeddings.position_ids"] = torch.arange(128)[None]
    state = cnn | projection("audio_encoder", 6) | bert | projection("caption_encoder", 8)
    state["logit_scale"] = torch.tensor(2.0)
    torch.save({"model": state}, folder / "msclap" / "CLAP_weights_2022.pth")


def write_ast(folder):
    """As `save_pretrained` writes it."""
    torch.manual_seed(2)
    config = ASTConfig(
        hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        num_labels=CLASSES, max_length=128,
    )  # fmt: skip
    ASTForAudioClassification(config).save_pretrained(folder / "ast")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # empty mel bands, as the real one has
        ASTFeatureExtractor(max_length=128).save_pretrained(folder / "ast")


def write_all(folder):
    """Every network of both sets."""
    for write in (write_panns, write_msclap, write_ast):
        write(folder)
    clap_tiny.write(folder / "clap")
