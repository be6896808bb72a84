"""AudioLDM and AudioLDM 2 against the libraries' own pieces, the original's outputs, themselves."""

import json
import os
from pathlib import Path

import audioldm_tiny as tiny
import numpy as np
import pytest
import torch
from diffusers import AudioLDM2Pipeline, DDIMScheduler
from transformers import AutoTokenizer, ClapFeatureExtractor

from ttmba_live.generate import ClipSpec
from ttmba_live.generate.audioldm import AudioLdm2Setup, AudioLdmSetup, _names, _sampler
from ttmba_live.generate.audioldm._load import load_audioldm, load_audioldm2
from ttmba_live.generate.audioldm._parts import SCHEDULE, unet_of, vae_of, vocoder_of
from ttmba_live.generate.model._ask import Ask, unwatched
from ttmba_live.generate.model._weights import read_pickled

pytestmark = pytest.mark.usefixtures("one_thread")

NEXT_DOOR = Path(__file__).parents[2] / "shared" / "golden"
GOLDEN = Path(os.environ.get("TTMBA_GOLDEN", NEXT_DOOR)) / "audioldm"
SECONDS, SEED = 2.5, 11


@pytest.fixture(scope="module")
def baseline(tmp_path_factory):
    """A folder, and the parts it was made of."""
    return tiny.write_checkpoint(tmp_path_factory.mktemp("audioldm"))


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    return tiny.write_pipeline(tmp_path_factory.mktemp("audioldm2"))


@pytest.fixture(scope="module")
def model(baseline):
    return load_audioldm(baseline[0], sampler="ddim")


@pytest.fixture(scope="module")
def model2(second):
    return load_audioldm2(second[0], sampler="ddim")


@torch.no_grad()
def by_hand(parts, prompt, steps, guidance, *, away=""):
    """Latents and sound of the baseline by the libraries' modules and DDIM's formula alone."""
    unet, vae, vocoder, text = parts
    tokenizer = AutoTokenizer.from_pretrained(tiny.GOLDEN / "text_encoder")
    states = [text(**tokenizer([words], return_tensors="pt"))[0] for words in (away, prompt)]
    betas = np.linspace(0.0015**0.5, 0.0195**0.5, 1000) ** 2
    kept = np.cumprod(1 - betas)
    noise = torch.Generator().manual_seed(SEED)
    latents = torch.randn(1, 8, 64, 16, generator=noise)
    stride = 1000 // steps
    for time in range(1000 - stride + 1, 0, -stride):
        seen = [unet(latents, time, encoder_hidden_states=state).sample for state in states]
        guess = seen[0] + guidance * (seen[1] - seen[0])
        now, then = kept[time], kept[time - stride] if time > stride else kept[0]
        clean = (latents - (1 - now) ** 0.5 * guess) / now**0.5
        spread = ((1 - then) / (1 - now) * (1 - now / then)) ** 0.5
        added = torch.randn(1, 8, 64, 16, generator=noise)
        latents = then**0.5 * clean + (1 - then - spread**2) ** 0.5 * guess + spread * added
    return latents, vocoder(vae.decode(latents / 0.7).sample[:, 0])


def test_the_baseline_equals_the_formula_and_the_libraries_modules(baseline, model):
    latents, sound = by_hand(baseline[1], "a dog barks", 5, 3.5, away="rain")
    ours = model.make([Ask("a dog barks", SECONDS, SEED, 3.5, "rain")], 5)
    assert torch.abs(ours - latents).max() < 3e-4 * torch.abs(latents).max()
    heard = model.decode(latents, SECONDS)
    assert heard.shape == (1, 1, 40_000)
    assert sound.abs().max() > 1e-3
    assert torch.abs(heard[0, 0] - sound.flatten()[:40_000]).max() < 1e-5


@pytest.mark.skipif(not GOLDEN.is_dir(), reason="no golden arrays: set TTMBA_GOLDEN to a folder")
@torch.no_grad()
def test_the_renamed_checkpoint_gives_the_originals_outputs(monkeypatch):
    state = read_pickled(GOLDEN / "audioldm_16k_crossattn_t5.pth")
    expected = np.load(GOLDEN / "expected.npz")
    want = {name: torch.from_numpy(expected[name]) for name in expected.files}
    about = json.loads((GOLDEN / "cases.json").read_text(encoding="utf-8"))
    unet, vae, vocoder = unet_of(state, 16), vae_of(state), vocoder_of(state)
    levels = len(vae.config.block_out_channels)
    for module, renamed in (
        (unet, _names.unet_name),
        (vae, lambda name: _names.vae_name(name, levels)),
        (vocoder, _names.vocoder_name),
    ):
        own = module.state_dict()
        held = {name: state.get(_names.settled(renamed(name), state)) for name in own}
        held |= {"mean": torch.zeros(64), "scale": torch.ones(64)} if "mean" in own else {}
        shaped = {name: held[name].reshape(own[name].shape).float() for name in own}
        module.load_state_dict(shaped, strict=True, assign=True)
        module.eval()

    def near(found, name, share=3e-5):
        assert torch.abs(found - want[name]).max() < share * about["arrays"][name]["largest"], name

    out = unet(
        want["unet_latent"],
        want["unet_timesteps"],
        encoder_hidden_states=want["text_embeds"],
        encoder_attention_mask=want["text_mask"],
    ).sample
    near(out, "unet_out")
    near(vae.decode(want["latent_in"]).sample, "decoded_mel")
    heard = vocoder(want["vocoder_mel"].transpose(1, 2))
    near(heard.reshape(want["vocoder_wave"].shape), "vocoder_wave")

    added = iter(want["ddim_noises"])
    monkeypatch.setattr(_sampler, "noise_from", lambda *_: next(added))
    ways = ("uncond_embeds", "uncond_mask"), ("text_embeds", "text_mask")
    given = [
        {
            "encoder_hidden_states": want[states][1:],
            "encoder_attention_mask": want[mask][1:],
        }
        for states, mask in ways
    ]

    def look(latents, time):
        away, text = (unet(latents, time, **one).sample for one in given)
        return away + about["ddim"]["guidance"] * (text - away)

    latents = _sampler.diffuse(look, want["ddim_start"], [], SCHEDULE, 5, "ddim", unwatched)
    largest = about["arrays"]["ddim_latents"]["largest"]
    assert torch.abs(latents - want["ddim_latents"][-1]).max() < 3e-4 * largest


def test_names_of_the_published_size_are_all_different_and_as_many(baseline):
    state = read_pickled(baseline[0] / "audioldm_16k_crossattn_t5.pth")
    for module, renamed in (
        (unet_of(state, tiny.HEAD), _names.unet_name),
        (vae_of(state), lambda name: _names.vae_name(name, 3)),
    ):
        names = {_names.settled(renamed(own), state) for own in module.state_dict()}
        assert len(names) == len(module.state_dict())
        assert names <= set(state)


def pipeline_of(parts, folder):
    tokens, tokens2 = (AutoTokenizer.from_pretrained(folder / name)
                       for name in ("tokenizer", "tokenizer_2"))  # fmt: skip
    made = AudioLDM2Pipeline(
        vae=parts["vae"],
        text_encoder=parts["text_encoder"],
        text_encoder_2=parts["text_encoder_2"],
        projection_model=parts["projection_model"],
        language_model=parts["language_model"],
        tokenizer=tokens,
        tokenizer_2=tokens2,
        feature_extractor=ClapFeatureExtractor(),
        unet=parts["unet"],
        scheduler=DDIMScheduler(**SCHEDULE, clip_sample=False, set_alpha_to_one=False),
        vocoder=parts["vocoder"],
    )
    made.set_progress_bar_config(disable=True)
    return made


def test_audioldm2_equals_the_pipeline(second, model2):
    folder, parts = second
    pipeline = pipeline_of(parts, folder)
    read = model2._reader.read(["a dog barks", "rain"])
    ours = model2.make([Ask("a dog barks", SECONDS, SEED, 3.5, "rain")], 4)
    given = {
        "prompt_embeds": read["encoder_hidden_states_1"][:1],
        "attention_mask": read["encoder_attention_mask_1"][:1],
        "generated_prompt_embeds": read["encoder_hidden_states"][:1],
        "negative_prompt_embeds": read["encoder_hidden_states_1"][1:],
        "negative_attention_mask": read["encoder_attention_mask_1"][1:],
        "negative_generated_prompt_embeds": read["encoder_hidden_states"][1:],
    }
    usual = {
        "audio_length_in_s": 2.56, "num_inference_steps": 4, "eta": 1.0, "guidance_scale": 3.5,
        "generator": [torch.Generator().manual_seed(SEED)],
    }  # fmt: skip
    latents = pipeline(**given, **usual, output_type="latent").audios
    assert torch.abs(ours - latents).max() < 3e-4 * torch.abs(latents).max()
    sound = pipeline.mel_spectrogram_to_waveform(parts["vae"].decode(latents / 0.7).sample)
    assert torch.abs(model2.decode(latents, 2.5)[0, 0] - sound[0, :40_000]).max() < 1e-5


@torch.no_grad()
def test_what_the_language_model_says_equals_the_pipeline(second, model2):
    folder, parts = second
    pipeline = pipeline_of(parts, folder)
    clap = pipeline.tokenizer("a dog barks", return_tensors="pt")
    heard = parts["text_encoder"].get_text_features(**clap).pooler_output[:, None]
    text = parts["text_encoder_2"](**pipeline.tokenizer_2("a dog barks", return_tensors="pt"))[0]
    states = parts["projection_model"](heard, text).hidden_states
    grown = states
    for _ in range(8):
        out = parts["language_model"](inputs_embeds=grown, output_hidden_states=True)
        grown = torch.cat([grown, out.hidden_states[-1][:, -1:]], dim=1)
    read = model2._reader.read(["a dog barks"])
    assert torch.abs(read["encoder_hidden_states"] - grown[:, -8:]).max() < 1e-5
    assert torch.abs(read["encoder_hidden_states_1"] - text).max() < 1e-5


@pytest.mark.parametrize("sampler", ["ddim", "dpm++"])
def test_a_batch_equals_its_singles(baseline, sampler):
    model = load_audioldm(baseline[0], sampler=sampler)
    asks = [
        Ask("a dog barks", SECONDS, 1, 3.5),
        Ask("rain and a very long night with wind", SECONDS, 2, 2.0, "a siren"),
        Ask("a dog barks", SECONDS, 3, 3.5),
    ]
    together = model.make(asks, 3)
    for row, ask in enumerate(asks):
        alone = model.make([ask], 3)
        assert torch.abs(together[row] - alone[0]).max() < 1e-3 * alone.abs().max()
    assert torch.abs(together[0] - together[2]).max() > 0.1


def test_both_samplers_go_the_same_way():
    """A network that always sees the noise that is there: its clean latents are known."""
    kept = np.cumprod(1 - np.linspace(0.0015**0.5, 0.0195**0.5, 1000) ** 2)
    clean = torch.full((1, 1, 8, 8), 0.5)
    begin = torch.randn(1, 1, 8, 8, generator=torch.Generator().manual_seed(1))

    def look(latents, time):
        share = kept[int(time[0])]
        return (latents - share**0.5 * clean) / (1 - share) ** 0.5

    for sampler in ("ddim", "dpm++"):
        noise = [torch.Generator().manual_seed(2)]
        found = _sampler.diffuse(look, begin, noise, SCHEDULE, 20, sampler, unwatched)
        assert torch.abs(found - clean).max() < 0.2, sampler


def test_steps_are_told_and_stop_the_work(model):
    told = []
    model.make([Ask("rain", SECONDS, 1, 1.0)], 4, lambda *at: told.append(at))
    assert told == [(done, 4) for done in range(1, 5)]

    def stop(done, _):
        raise KeyboardInterrupt(done)

    with pytest.raises(KeyboardInterrupt, match=r"^1$"):
        model.make([Ask("rain", SECONDS, 1, 1.0)], 200, stop)


def test_frames_are_as_many_as_the_length_needs(baseline):
    model = load_audioldm(baseline[0])
    model._steps = 8  # as in the published size
    assert [model.frames(seconds) for seconds in (2.5, 5.0, 10.0, 10.24, 60.0)] == [
        64, 128, 256, 256, 256,
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [AudioLdmSetup, AudioLdm2Setup])
def test_a_clip_is_as_long_as_asked_and_the_same_again(kind, baseline, second):
    folder = baseline[0] if kind is AudioLdmSetup else second[0]
    setup = kind(folder, steps=2, guidance=2.0)
    setup.check()
    told = []
    generator = setup.load(told.append)
    spec = ClipSpec("a dog barks", 0.5, 3)
    first, again = (generator.generate(spec).clip.samples for _ in range(2))
    assert len(first) == 24_000
    assert np.array_equal(first, again)
    assert np.abs(first).max() > 0.01
    long = generator.generate(ClipSpec("a dog barks", 12.0, 3)).clip.samples
    assert len(long) == 12 * 48_000
    assert told == sorted(told)
    assert told[-1] == 1.0
