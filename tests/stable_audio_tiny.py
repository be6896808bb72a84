"""Tiny Stable Audio 3s with random weights in the hub's layout, made by the libraries' modules."""

import json
import re
import warnings
from pathlib import Path

import torch
from audioldm_tiny import awakened, bytes_tokenizer
from diffusers import AutoencoderSAME, StableAudio3DiTModel, StableAudio3DurationEmbedder
from diffusers.models.autoencoders.autoencoder_same import SAMETransformerResamplingBlock
from safetensors.torch import save_file
from transformers import T5GemmaConfig, T5GemmaEncoderModel, T5GemmaModuleConfig

WIDTH, LATENT, PATCH, STRIDE = 24, 8, 16, 4
CODEC = {"width": 24, "depth": 4, "head": 8}
HOP = PATCH * STRIDE
RATE = 44_100
TOKENS = 20


def codec(kind):
    """The autoencoder: of the kind that looks through windows, or of the one with chunks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return _codec(kind)


def _codec(kind):
    made = AutoencoderSAME(
        patch_size=PATCH,
        encoder_channels=CODEC["width"] // 6,
        encoder_strides=(STRIDE,),
        encoder_transformer_depths=(CODEC["depth"],),
        latent_dim=LATENT,
        dim_heads=CODEC["head"],
        decoder_sinusoidal_blocks=(3 if kind == "window" else 0,),
    )
    if kind == "chunk":
        block = made.decoder.blocks[0]
        block.mapping = torch.nn.utils.weight_norm(
            torch.nn.Conv1d(CODEC["width"], 2 * PATCH, 3, padding=1)
        )
    for module in made.modules():
        if hasattr(module, "alpha"):
            torch.nn.init.normal_(module.alpha, 1.0, 0.1)
    state = {name: tensor.clone() for name, tensor in awakened(made).state_dict().items()}
    for name, tensor in state.items():
        if name.endswith(("alpha", "weight_g")):
            tensor.copy_(torch.rand_like(tensor) + 0.5)
        if name.endswith(("scale", "running_std")):
            tensor.copy_(torch.rand_like(tensor) * 0.3 + 0.8)
    made.load_state_dict(state)
    return made


def parts(kind="window", *, differential=True):
    """The four networks: transformer, length, autoencoder, text encoder."""
    torch.manual_seed(9)
    transformer = StableAudio3DiTModel(
        io_channels=LATENT,
        embed_dim=32,
        depth=2,
        num_heads=4,
        cond_token_dim=WIDTH,
        global_cond_dim=WIDTH,
        local_add_cond_dim=LATENT + 1,
        timestep_features_dim=16,
        ff_mult=2,
        num_memory_tokens=3,
        use_differential_attention=differential,
    )
    duration = StableAudio3DurationEmbedder(output_dim=WIDTH, fourier_dim=16)
    text = T5GemmaModuleConfig(
        vocab_size=300, hidden_size=WIDTH, intermediate_size=32, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=1, head_dim=8, max_position_embeddings=64,
        sliding_window=64, layer_types=["full_attention"] * 2, pad_token_id=1,
    )  # fmt: skip
    config = T5GemmaConfig(encoder=text.to_dict(), decoder=text.to_dict(), is_encoder_decoder=False)
    return (
        awakened(transformer),
        awakened(duration),
        codec(kind),
        awakened(T5GemmaEncoderModel(config)),
    )


def _mixed(own, tensor):
    """q1 q2 k1 k2 v, as diffusers has them, into q k v q2 k2, as the file has them."""
    if not own.endswith("attn.to_qkv.weight") or len(tensor) != 5 * tensor.shape[1]:
        return tensor
    first, second, key, other, value = tensor.chunk(5)
    return torch.cat([first, key, value, second, other])


_OUTER = "proj_in", "proj_out", "memory_tokens", "rotary_pos_emb", "global_cond_embedder"


def state_of(transformer, duration, vae):
    """Tensors under the names of ``model.safetensors``."""
    state = {}
    for own, tensor in transformer.state_dict().items():
        if own == "prompt_padding_embedding":
            state["conditioner.conditioners.prompt.padding_embedding"] = tensor
            continue
        name = re.sub(r"^transformer_blocks\.", "transformer.layers.", own)
        name = name.replace("ff.proj_in.", "ff.ff.0.proj.").replace("ff.proj_out.", "ff.ff.2.")
        if own.split(".")[0] in _OUTER:
            name = "transformer." + own
            name = re.sub(r"^transformer\.proj_(in|out)", r"transformer.project_\1", name)
        state[f"model.model.{name}"] = _mixed(own, tensor)
    for end in ("weight", "bias"):
        name = f"conditioner.conditioners.seconds_total.embedder.embedding.1.{end}"
        state[name] = duration.state_dict()[f"linear.{end}"]
    layers = {"encoder.blocks.0": "encoder.layers.0", "encoder.proj": "encoder.layers.2"}
    layers |= {"decoder.blocks.0": "decoder.layers.3", "decoder.proj": "decoder.layers.1"}
    layers |= {".norm_attn.": ".pre_norm.", ".norm_ff.": ".ff_norm.", ".attn.": ".self_attn."}
    layers |= {".ff.proj_in.": ".ff.ff.0.proj.", ".ff.proj_out.": ".ff.ff.2."}
    layers |= {"bottleneck.scale": "bottleneck.scaling_factor"}
    for own, tensor in vae.state_dict().items():
        name = own
        for new, old in layers.items():
            name = name.replace(new, old)
        state[f"pretransform.model.{name}"] = _mixed(own, tensor)
    state["pretransform.model.bottleneck.noise_scaling_factor"] = torch.ones(1)
    return {name: tensor.detach().clone().contiguous() for name, tensor in state.items()}


def settings(kind, objective="rf_denoiser"):
    """``model_config.json``, as far as anything reads it."""
    half = {
        "channels": CODEC["width"] // 6, "c_mults": [6], "strides": [STRIDE],
        "latent_dim": LATENT, "transformer_depths": [CODEC["depth"]], "dim_heads": CODEC["head"],
        "differential": True, "variable_stride": True,
    }  # fmt: skip
    if kind == "chunk":
        half |= {"chunk_size": 2 * STRIDE, "chunk_midpoint_shift": True}
        decoder = half | {"conv_mapping": True, "sinusoidal_blocks": [0]}
    else:
        half |= {"sliding_window": [1, 1]}
        decoder = half | {"sinusoidal_blocks": [3]}
    told = [
        {"id": "prompt", "type": "t5gemma", "config": {"max_length": TOKENS}},
        {"id": "seconds_total", "type": "number", "config": {"min_val": 0, "max_val": 384}},
    ]
    return {
        "sample_rate": RATE,
        "sample_size": 4096 * HOP,
        "model": {
            "pretransform": {
                "config": {
                    "encoder": {"config": half},
                    "decoder": {"config": decoder},
                    "downsampling_ratio": HOP,
                    "io_channels": 2,
                }
            },
            "conditioning": {"configs": told},
            "diffusion": {"diffusion_objective": objective},
        },
    }


def write(folder, made, kind="window", objective="rf_denoiser"):
    """A folder as `ttmba-live download` leaves it."""
    folder = Path(folder)
    transformer, duration, vae, text = made
    inner = folder / "t5gemma-b-b-ul2"
    inner.mkdir(parents=True)
    save_file(state_of(transformer, duration, vae), folder / "model.safetensors")
    about = json.dumps(settings(kind, objective))
    (folder / "model_config.json").write_text(about, encoding="utf-8")
    held = {f"model.{n}": t.clone().contiguous() for n, t in text.state_dict().items()}
    save_file(held, inner / "model.safetensors")
    config = text.config.to_dict() | {"is_encoder_decoder": True}
    (inner / "config.json").write_text(json.dumps(config), encoding="utf-8")
    bytes_tokenizer(inner)
    (inner / "special_tokens_map.json").unlink(missing_ok=True)
    return folder


def lively(seed):
    """Parts whose layers, and so words and LoRAs, are heard well in what they make."""
    made = parts()
    torch.manual_seed(seed)
    for module in made[0].modules():
        if isinstance(module, torch.nn.Linear):
            torch.nn.init.normal_(module.weight, std=module.in_features**-0.5)
    return made


SHIFT = {"type": "full", "min_length": 256, "max_length": 4096}


def write_base(folder, made):
    """A folder with a model before it is distilled, which training can use."""
    write(folder, made, "window", "rectified_flow")
    about = settings("window", "rectified_flow")
    about["model"]["diffusion"]["distribution_shift_options"] = SHIFT
    (folder / "model_config.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


@torch.no_grad()
def chunked(block, tokens, size):
    """What a level with chunks makes of (1, tokens, width), one chunk after the other."""
    half, edge = len(block.transformers) // 2, size // 2

    def each(seen, layers):
        done = []
        for chunk in seen.split(size, dim=1):
            now = chunk
            for layer in layers:
                now = layer(now)
            done.append(now)
        return torch.cat(done, dim=1)

    seen = each(tokens, block.transformers[:half])
    seen = torch.cat([seen[:, :edge], seen, seen[:, -edge:]], dim=1)
    return each(seen, block.transformers[half:])[:, edge:-edge]


@torch.no_grad()
def decoded(vae, latents):
    """Sound (1, 2, samples) of latents by an autoencoder with chunks."""
    block = vae.decoder.blocks[0]
    assert isinstance(block, SAMETransformerResamplingBlock)
    seen = vae.decoder.proj(vae.bottleneck.decode(latents).transpose(1, 2))
    new = block.new_tokens.expand(1, STRIDE, -1)
    tokens = torch.cat([torch.cat([frame[None, None], new], dim=1) for frame in seen[0]], dim=1)
    done = chunked(block, tokens, 2 * (STRIDE + 1)).unflatten(1, (-1, STRIDE + 1))[:, :, 1:]
    patches = block.mapping(done.flatten(1, 2).transpose(1, 2))
    return vae.patch_embed.decode(patches)


@torch.no_grad()
def encoded(vae, sound):
    """Latents (1, channels, frames) of sound by an autoencoder with chunks."""
    block = vae.encoder.blocks[0]
    patches = block.mapping(vae.patch_embed.encode(sound)).transpose(1, 2)
    groups = [torch.cat([group, block.new_tokens], dim=1) for group in patches.split(STRIDE, dim=1)]
    done = chunked(block, torch.cat(groups, dim=1), 2 * (STRIDE + 1))
    last = done.unflatten(1, (-1, STRIDE + 1))[:, :, -1]
    return vae.bottleneck.encode(vae.encoder.proj(last).transpose(1, 2))
