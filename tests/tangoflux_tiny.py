"""A tiny TangoFlux with random weights in the hub's layout, and its clips by the libraries alone.

`reference` calls diffusers' and transformers' own models end to end; it shares no line with the
package.
"""

import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderOobleck, FlowMatchEulerDiscreteScheduler, FluxTransformer2DModel
from safetensors.torch import save_file
from transformers import AutoTokenizer, T5Config, T5EncoderModel

GOLDEN = Path(__file__).parent / "golden" / "tangoflux"
WIDTH, FRAMES = 32, 24
CONFIG = {
    "num_layers": 1,
    "num_single_layers": 1,
    "in_channels": 64,
    "attention_head_dim": 128,
    "joint_attention_dim": WIDTH,
    "num_attention_heads": 1,
    "audio_seq_len": FRAMES,
    "max_duration": 30,
    "uncondition": False,
    "text_encoder_name": "google/flan-t5-large",
}
VAE = {"encoder_hidden_size": 4, "decoder_channels": 8, "downsampling_ratios": [2, 4, 4, 4]}
VAE |= {"channel_multiples": [1, 2, 2, 4], "decoder_input_channels": 64}
HOP = 128


def parts():
    """The model's four parts with random weights, made by the libraries."""
    torch.manual_seed(5)
    text = json.loads((GOLDEN / "text_encoder" / "config.json").read_text(encoding="utf-8"))
    text |= {"d_model": WIDTH, "d_ff": 48, "num_layers": 1}
    flux = FluxTransformer2DModel(
        in_channels=64,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=128,
        num_attention_heads=1,
        joint_attention_dim=WIDTH,
        pooled_projection_dim=WIDTH,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        vae = AutoencoderOobleck(**VAE)
    for module in vae.modules():
        for name, parameter in module.named_parameters(recurse=False):
            if name in {"alpha", "beta"}:
                torch.nn.init.normal_(parameter, std=0.2)
            elif name == "weight_g":
                parameter.data *= 1.3
    heads = {
        "fc.0": torch.nn.Linear(WIDTH, WIDTH),
        "duration_emebdder.time_positional_embedding.1": torch.nn.Linear(257, WIDTH),
    }
    waves = torch.randn(128)
    return text, T5EncoderModel(T5Config(**text)).eval(), flux.eval(), vae.eval(), heads, waves


def state_of(made):
    """Tensors under the names of ``tangoflux.safetensors``; the tied one is left out."""
    _, encoder, flux, _, heads, waves = made
    state = {f"text_encoder.{n}": t for n, t in encoder.state_dict().items()}
    del state["text_encoder.encoder.embed_tokens.weight"]
    state |= {f"transformer.{n}": t for n, t in flux.state_dict().items()}
    for head, layer in heads.items():
        state |= {f"{head}.{n}": t for n, t in layer.state_dict().items()}
    state["duration_emebdder.time_positional_embedding.0.weights"] = waves
    return {name: tensor.detach().clone().contiguous() for name, tensor in state.items()}


def write(folder, made):
    """The whole folder."""
    folder = Path(folder)
    shutil.copytree(GOLDEN / "text_encoder", folder / "text_encoder")
    (folder / "text_encoder" / "config.json").write_text(json.dumps(made[0]), encoding="utf-8")
    (folder / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    (folder / "vae_config.json").write_text(json.dumps(VAE), encoding="utf-8")
    save_file(state_of(made), folder / "tangoflux.safetensors")
    vae = {n: t.clone().contiguous() for n, t in made[3].state_dict().items()}
    save_file(vae, folder / "vae.safetensors")
    return folder


@torch.no_grad()
def reference(made, prompt, seconds, steps, guidance, seed):
    """Latents (1, frames, 64) and the full stereo decode (1, 2, samples)."""
    _, encoder, flux, vae, heads, waves = made
    tokenizer = AutoTokenizer.from_pretrained(GOLDEN / "text_encoder")
    batch = tokenizer([prompt], return_tensors="pt")
    length = batch["input_ids"].shape[1]
    texts, pools = [], []
    rows = [tokenizer([""], padding="max_length", max_length=length, return_tensors="pt"), batch]
    for row in rows if guidance > 1 else rows[1:]:
        out = encoder(input_ids=row["input_ids"], attention_mask=row["attention_mask"])[0]
        mask = row["attention_mask"].bool()[0]
        pools.append(torch.relu(heads["fc.0"](out[:, mask].mean(1))))
        share = torch.tensor([[min(seconds, 30) / 30]])
        angle = share * waves * 2 * np.pi
        seen = torch.cat([share, angle.sin(), angle.cos()], dim=-1)
        token = heads["duration_emebdder.time_positional_embedding.1"](seen)
        texts.append(torch.cat([out, token[None]], dim=1))
    text, pooled = torch.cat(texts), torch.cat(pools)
    latents = torch.randn(1, FRAMES, 64, generator=torch.Generator().manual_seed(seed))
    scheduler = FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000)
    scheduler.set_timesteps(sigmas=np.linspace(1.0, 1 / steps, steps))
    for time in scheduler.timesteps:
        velocity = flux(
            hidden_states=latents.repeat(len(text), 1, 1),
            timestep=time.expand(len(text)) / 1000,
            pooled_projections=pooled,
            encoder_hidden_states=text,
            txt_ids=torch.zeros(text.shape[1], 3),
            img_ids=torch.arange(FRAMES)[:, None].expand(-1, 3),
        ).sample
        if guidance > 1:
            velocity = velocity[:1] + guidance * (velocity[1:] - velocity[:1])
        latents = scheduler.step(velocity, time, latents).prev_sample
    return latents, vae.decode(latents.transpose(1, 2)).sample
