"""Tiny AudioLDMs with random weights in the hub's layouts, made by the libraries and by hand."""

import json
import re
import shutil
from pathlib import Path

import torch
from diffusers import (
    AudioLDM2ProjectionModel,
    AudioLDM2UNet2DConditionModel,
    AutoencoderKL,
    DDIMScheduler,
)
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    ClapConfig,
    ClapModel,
    GPT2Config,
    GPT2Model,
    PreTrainedTokenizerFast,
    SpeechT5HifiGan,
    SpeechT5HifiGanConfig,
    T5Config,
    T5EncoderModel,
)

GOLDEN = Path(__file__).parent / "golden" / "tangoflux"
WIDTHS, HEAD = (32, 64), 16
TEXT = {"d_model": 32, "d_ff": 48, "d_kv": 8, "num_heads": 4, "num_layers": 1}
TEXT |= {"vocab_size": 32128, "feed_forward_proj": "gated-gelu"}
VOCODER = {
    "model_in_dim": 64,
    "sampling_rate": 16_000,
    "upsample_initial_channel": 64,
    "upsample_rates": [5, 4, 2, 2, 2],
    "upsample_kernel_sizes": [16, 16, 8, 4, 4],
    "resblock_kernel_sizes": [3, 7, 11],
    "resblock_dilation_sizes": [[1, 3, 5]] * 3,
    "normalize_before": False,
}


def awakened(module):
    """A module with every tensor random, also those that begin as zeroes."""
    for name, parameter in module.named_parameters():
        if parameter.ndim == 1 and name.endswith("weight"):
            torch.nn.init.normal_(parameter, 1.0, 0.1)
        else:
            torch.nn.init.normal_(parameter, 0.0, 0.05 if parameter.ndim == 1 else 0.08)
    return module.eval()


def mel_parts(cross):
    """A UNet, an autoencoder and a vocoder; ``cross`` is the UNet's ``cross_attention_dim``."""
    torch.manual_seed(3)
    unet = AudioLDM2UNet2DConditionModel(
        in_channels=8,
        out_channels=8,
        block_out_channels=WIDTHS,
        layers_per_block=2,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=cross,
        attention_head_dim=tuple(width // HEAD for width in WIDTHS),
    )
    vae = AutoencoderKL(
        in_channels=1,
        out_channels=1,
        block_out_channels=(32, 32, 32),
        down_block_types=("DownEncoderBlock2D",) * 3,
        up_block_types=("UpDecoderBlock2D",) * 3,
        layers_per_block=2,
        latent_channels=8,
        norm_num_groups=32,
        scaling_factor=0.7,
    )
    vocoder = SpeechT5HifiGan(SpeechT5HifiGanConfig(**VOCODER))
    return awakened(unet), awakened(vae), awakened(vocoder)


def text_encoder():
    torch.manual_seed(4)
    return awakened(T5EncoderModel(T5Config(**TEXT)))


_RULES = [
    (r"^time_embedding\.linear_1", "time_embed.0"),
    (r"^time_embedding\.linear_2", "time_embed.2"),
    (r"^conv_in", "input_blocks.0.0"),
    (r"^conv_norm_out", "out.0"),
    (r"^conv_out", "out.2"),
    (r"^mid_block\.resnets\.0", "middle_block.0"),
    (r"^mid_block\.attentions\.0", "middle_block.1"),
    (r"^mid_block\.attentions\.1", "middle_block.2"),
    (r"^mid_block\.resnets\.1", "middle_block.3"),
    (r"^down_blocks\.0\.resnets\.0", "input_blocks.1.0"),
    (r"^down_blocks\.0\.resnets\.1", "input_blocks.2.0"),
    (r"^down_blocks\.0\.downsamplers\.0\.conv", "input_blocks.3.0.op"),
    (r"^down_blocks\.1\.resnets\.0", "input_blocks.4.0"),
    (r"^down_blocks\.1\.attentions\.0", "input_blocks.4.1"),
    (r"^down_blocks\.1\.attentions\.1", "input_blocks.4.2"),
    (r"^down_blocks\.1\.resnets\.1", "input_blocks.5.0"),
    (r"^down_blocks\.1\.attentions\.2", "input_blocks.5.1"),
    (r"^down_blocks\.1\.attentions\.3", "input_blocks.5.2"),
    (r"^up_blocks\.0\.resnets\.(\d)", r"output_blocks.\1.0"),
    (r"^up_blocks\.0\.attentions\.0", "output_blocks.0.1"),
    (r"^up_blocks\.0\.attentions\.1", "output_blocks.0.2"),
    (r"^up_blocks\.0\.attentions\.2", "output_blocks.1.1"),
    (r"^up_blocks\.0\.attentions\.3", "output_blocks.1.2"),
    (r"^up_blocks\.0\.attentions\.4", "output_blocks.2.1"),
    (r"^up_blocks\.0\.attentions\.5", "output_blocks.2.2"),
    (r"^up_blocks\.0\.upsamplers\.0\.conv", "output_blocks.2.3.conv"),
    (r"^up_blocks\.1\.resnets\.0", "output_blocks.3.0"),
    (r"^up_blocks\.1\.resnets\.1", "output_blocks.4.0"),
    (r"^up_blocks\.1\.resnets\.2", "output_blocks.5.0"),
    (r"\.norm1\.(weight|bias)$", r".in_layers.0.\1"),
    (r"\.conv1\.", ".in_layers.2."),
    (r"\.norm2\.(weight|bias)$", r".out_layers.0.\1"),
    (r"\.conv2\.", ".out_layers.3."),
    (r"\.time_emb_proj\.", ".emb_layers.1."),
    (r"\.conv_shortcut\.", ".skip_connection."),
]


def unet_state(unet):
    """Tensors under the names of the published checkpoint, which a two-level UNet has."""
    state = {}
    for own, tensor in unet.state_dict().items():
        name = own
        for pattern, new in _RULES:
            if "transformer_blocks" in name and pattern.startswith(r"\.norm"):
                continue
            name = re.sub(pattern, new, name)
        state[f"model.diffusion_model.{name}"] = tensor
    return state


def vae_state(vae):
    state = {}
    for own, tensor in vae.state_dict().items():
        name = own
        for level in range(3):
            name = name.replace(f"encoder.down_blocks.{level}.", f"encoder.down.{level}.")
            name = name.replace(f"decoder.up_blocks.{level}.", f"decoder.up.{2 - level}.")
        name = name.replace(".resnets.", ".block.") if "mid_block" not in name else name
        name = name.replace("downsamplers.0", "downsample").replace("upsamplers.0", "upsample")
        name = name.replace("mid_block.resnets.0", "mid.block_1")
        name = name.replace("mid_block.resnets.1", "mid.block_2")
        name = name.replace("mid_block.attentions.0", "mid.attn_1")
        if "attn_1" in name:
            for new, old in {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v"}.items():
                name = name.replace(f".{new}.", f".{old}.")
            name = name.replace("to_out.0", "proj_out")
        kernel = "attn_1" in name and tensor.ndim == 2
        name = name.replace("conv_shortcut", "nin_shortcut").replace("conv_norm_out", "norm_out")
        state[f"first_stage_model.{name}"] = tensor[:, :, None, None] if kernel else tensor
    return state


def write_checkpoint(folder):
    """A folder as `ttmba-live download audioldm` leaves it; returns it with its parts."""
    folder = Path(folder)
    unet, vae, vocoder = mel_parts([[None, TEXT["d_model"]]] * 2)
    text = text_encoder()
    state = unet_state(unet) | vae_state(vae)
    for own, tensor in vocoder.state_dict().items():
        if own not in {"mean", "scale"}:
            state["first_stage_model.vocoder." + own.replace("upsampler", "ups")] = tensor
    for own, tensor in text.state_dict().items():
        state[f"cond_stage_models.0.model.{own}"] = tensor
    state["scale_factor"] = torch.tensor(0.7)
    state["betas"] = torch.zeros(1000)
    state["clap.model.logit_scale_a"] = torch.zeros(())
    shutil.copytree(GOLDEN / "text_encoder", folder / "text_encoder")
    (folder / "text_encoder" / "config.json").write_text(json.dumps(TEXT), encoding="utf-8")
    (folder / "audioldm_config.json").write_text(json.dumps({"head_width": HEAD}))
    held = {name: tensor.detach().clone() for name, tensor in state.items()}
    torch.save({"state_dict": held}, folder / "audioldm_16k_crossattn_t5.pth")
    return folder, (unet, vae, vocoder, text)


def bytes_tokenizer(folder):
    """A tokenizer of bytes that puts marks around a text, as RoBERTa's does."""
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    vocabulary = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}
    vocabulary |= {letter: number for number, letter in enumerate(sorted(alphabet), 4)}
    made = Tokenizer(models.BPE(vocabulary, [], unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="<pad>", bos_token="<s>", eos_token="</s>",
        model_max_length=60,
    ).save_pretrained(folder)  # fmt: skip


def write_pipeline(folder):
    """A folder as `ttmba-live download audioldm2` leaves it; returns it with its parts."""
    folder, size = Path(folder), 24
    unet, vae, vocoder = mel_parts([[None, size, TEXT["d_model"]]] * 2)
    torch.manual_seed(6)
    clap = ClapModel(
        ClapConfig(
            text_config={
                "vocab_size": 300, "hidden_size": 16, "intermediate_size": 20,
                "num_attention_heads": 2, "num_hidden_layers": 1, "max_position_embeddings": 64,
                "pad_token_id": 1, "projection_dim": 16,
            },
            audio_config={
                "spec_size": 8, "window_size": 4, "num_mel_bins": 8, "intermediate_size": 8,
                "depths": [1, 1], "num_attention_heads": [1, 1], "num_hidden_layers": 1,
                "hidden_size": 192, "patch_size": 2, "patch_stride": 2,
                "patch_embed_input_channels": 4, "projection_dim": 16,
            },
            projection_dim=16,
        )
    )  # fmt: skip
    language = GPT2Model(
        GPT2Config(n_embd=size, n_head=2, n_layer=2, vocab_size=10, n_positions=256)
    )
    parts = {
        "unet": unet, "vae": vae, "vocoder": vocoder, "text_encoder": awakened(clap),
        "text_encoder_2": text_encoder(), "language_model": awakened(language),
        "projection_model": awakened(AudioLDM2ProjectionModel(16, TEXT["d_model"], size)),
    }  # fmt: skip
    for name, part in parts.items():
        part.save_pretrained(folder / name)
    DDIMScheduler(
        beta_start=0.0015, beta_end=0.0195, beta_schedule="scaled_linear", clip_sample=False,
        set_alpha_to_one=False, steps_offset=1,
    ).save_pretrained(folder / "scheduler")  # fmt: skip
    bytes_tokenizer(folder / "tokenizer")
    shutil.copytree(
        GOLDEN / "text_encoder", folder / "tokenizer_2", ignore=lambda *_: ["config.json"]
    )
    return folder, parts
