"""Stable Audio 3 against the libraries' pipeline, a codec by hand, and itself."""

import json
from functools import partial

import numpy as np
import pytest
import stable_audio_tiny as tiny
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, StableAudio3Pipeline
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer

from ttmba_live.audio import Clip
from ttmba_live.errors import InvalidInput, TtmbaError, Unavailable
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.model._ask import Ask
from ttmba_live.generate.stable_audio import StableAudioSetup
from ttmba_live.generate.stable_audio._flow import shares
from ttmba_live.generate.stable_audio._load import load_model
from ttmba_live.generate.starts import keep_start

pytestmark = pytest.mark.usefixtures("one_thread")

SECONDS = 64 * tiny.HOP / tiny.RATE
KINDS = ("window", "chunk")


@pytest.fixture(scope="module")
def made():
    """Parts of both kinds; the small one's transformer has plain attention."""
    return {kind: tiny.parts(kind, differential=kind == "window") for kind in KINDS}


@pytest.fixture(scope="module")
def folders(made, tmp_path_factory):
    root = tmp_path_factory.mktemp("stable_audio")
    return {kind: tiny.write(root / kind, made[kind], kind) for kind in KINDS}


@pytest.fixture(scope="module")
def models(folders):
    return {kind: load_model(folder, wanted="float32") for kind, folder in folders.items()}


def by_pipeline(made, folder, monkeypatch, *, prompt, negative, guidance, seed, objective):
    """Latents of the library's pipeline, which is told that nothing is to be kept."""
    transformer, duration, vae, text = made
    tokenizer = AutoTokenizer.from_pretrained(folder / "t5gemma-b-b-ul2")
    tokenizer.model_max_length = tiny.TOKENS
    pipeline = StableAudio3Pipeline(
        vae, text, tokenizer, duration, transformer,
        FlowMatchEulerDiscreteScheduler(
            num_train_timesteps=1, shift=1.0, stochastic_sampling=objective == "rf_denoiser"
        ),
    )  # fmt: skip
    pipeline.set_progress_bar_config(disable=True)
    kept = torch.zeros(1, tiny.LATENT + 1, 64)
    monkeypatch.setattr(transformer, "forward", partial(transformer.forward, local_add_cond=kept))
    return pipeline(
        prompt, SECONDS, 8, guidance_scale=guidance, negative_prompt=negative,
        generator=[torch.Generator().manual_seed(seed)], output_type="latent",
    ).audios  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("guidance", [1.0, 3.0])
def test_latents_are_the_pipelines(made, folders, models, monkeypatch, kind, guidance):
    negative = "rain" if guidance > 1 else ""
    latents = by_pipeline(
        made[kind], folders[kind], monkeypatch, prompt="a dog barks", negative=negative,
        guidance=guidance, seed=5, objective="rf_denoiser",
    )  # fmt: skip
    ours = models[kind].make([Ask("a dog barks", SECONDS, 5, guidance, negative)], 8)
    assert ours.shape == (1, tiny.LATENT, 64)
    assert torch.abs(ours - latents).max() < 1e-4 * torch.abs(latents).max()


def test_a_base_model_goes_straight_on(made, tmp_path, monkeypatch):
    folder = tiny.write(tmp_path / "base", made["window"], "window", "rectified_flow")
    latents = by_pipeline(
        made["window"], folder, monkeypatch, prompt="a dog barks", negative="", guidance=1.0,
        seed=5, objective="rectified_flow",
    )  # fmt: skip
    ours = load_model(folder, wanted="float32").make([Ask("a dog barks", SECONDS, 5, 1.0)], 8)
    assert torch.abs(ours - latents).max() < 1e-4 * torch.abs(latents).max()


def latents_of(frames, rows=1):
    return torch.randn(rows, tiny.LATENT, frames, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("kind", KINDS)
def test_sound_of_latents_and_back(made, models, kind):
    vae, codec, latents = made[kind][2], models[kind].networks.codec, latents_of(40)
    with torch.no_grad():
        sound = vae.decode(latents).sample if kind == "window" else tiny.decoded(vae, latents)
    found = codec.decode(latents, 40 * tiny.HOP)
    assert sound.abs().max() > 0.1
    assert torch.abs(found - sound).max() < 1e-5
    with torch.no_grad():
        back = vae.encode(sound).latents if kind == "window" else tiny.encoded(vae, sound)
    reading = models[kind].networks.encoding()
    assert torch.abs(reading.encode(sound) - back).max() < 1e-4


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tile", [1, 6, 16])
def test_pieces_of_any_size_equal_the_whole(models, kind, tile):
    networks, latents = models[kind].networks, latents_of(48, 2)
    whole = networks.codec.decode(latents, 48 * tiny.HOP, tile=48)
    for samples in (48 * tiny.HOP, 1000):
        part = networks.codec.decode(latents, samples, tile=tile)
        assert part.shape == (2, 2, samples)
        assert torch.abs(part - whole[..., :samples]).max() < 1e-5
    reading = networks.encoding()
    assert torch.abs(reading.encode(whole, tile=tile) - reading.encode(whole, tile=48)).max() < 1e-4


@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_equals_its_singles(models, kind):
    asks = [
        Ask("a dog barks", SECONDS, 1, 2.0),
        Ask("rain", SECONDS, 2, 3.0, "wind and thunder"),
        Ask("a dog barks", SECONDS, 3, 2.0),
    ]
    together = models[kind].make(asks, 4)
    for row, ask in enumerate(asks):
        alone = models[kind].make([ask], 4)[0]
        assert torch.abs(together[row] - alone).max() < 1e-4 * alone.abs().max()
    assert torch.abs(together[0] - together[2]).max() > 0.1


def test_levels_of_noise_fall_evenly_in_the_log_of_signal_to_noise():
    levels = shares(8)
    assert len(levels) == 9
    assert (levels[0], levels[-1]) == (1.0, 0.0)
    logs = np.log([(1 - level) / level for level in levels[1:-1]])
    assert np.allclose(np.diff(logs), 8.2 / 8)
    for begin in (0.9, 0.5, 0.2, 0.05):
        part = shares(8, begin)
        assert part[0] == begin
        assert part == sorted(part, reverse=True)
        assert len(part) <= len(levels)


def test_what_it_begins_from_stays_as_near_as_the_amount_says(models):
    model = models["window"]
    time = np.arange(48_000, dtype=np.float32) / 48_000
    start = (0.3 * np.sin(2 * np.pi * 220 * time)).astype(np.float32)
    asks = [Ask("rain", SECONDS, 7, 1.0, "", start, amount) for amount in (0.05, 0.5, 1.0)]
    plain = model.make([Ask("rain", SECONDS, 7, 1.0)], 8)
    held = model.encoded([start], 64)
    far = [float(torch.abs(model.make([ask], 8) - held).mean()) for ask in asks]
    assert far == sorted(far)
    assert torch.equal(model.make([asks[2]], 8), plain), "all of it may change"


def test_a_negative_prompt_is_heard_without_any_guidance(models):
    model = models["window"]
    plain = model.make([Ask("rain", SECONDS, 1, 1.0)], 2)
    assert not torch.equal(model.make([Ask("rain", SECONDS, 1, 1.0, "thunder")], 2), plain)
    led = model.make([Ask("rain", SECONDS, 1, 2.0, "thunder")], 2)
    assert torch.equal(model.make([Ask("rain", SECONDS, 1, 1.0, "thunder")], 2), led)


@pytest.mark.parametrize("precision", ["bfloat16", "int8"])
def test_less_exact_numbers_stay_near(folders, models, precision, monkeypatch):
    monkeypatch.setattr("ttmba_live.generate.model._int8._LEAST", 8)
    model = load_model(folders["chunk"], wanted=precision)
    ask = Ask("a dog barks", SECONDS, 1, 1.0)
    exact, near = models["chunk"].make([ask], 4), model.make([ask], 4)
    assert near.dtype == torch.float32
    far = torch.abs(near - exact).mean() / torch.abs(exact).mean()
    assert 0.0 < far < 0.1


def test_clips_keep_their_length_their_seed_and_what_they_begin_from(folders, tmp_path):
    setup, told = StableAudioSetup(folders["chunk"], steps=2, precision="float32"), []
    setup.check()
    generator = setup.load(told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    spec = ClipSpec("a dog barks", 0.7, 3)
    first, again = (generator.generate(spec).clip for _ in range(2))
    assert len(first.samples) == 33_600
    assert np.array_equal(first.samples, again.samples)
    start = keep_start(Clip(first.samples), tmp_path, 0.5)
    other = generator.generate(ClipSpec("a dog barks", 0.7, 3, start=start)).clip
    assert not np.array_equal(other.samples, first.samples)
    long = generator.generate(ClipSpec("x" * 50, 8.0, 3, loop=True))
    assert len(long.clip.samples) == 8 * 48_000
    assert long.note == f"only the first {tiny.TOKENS} tokens of the prompt were used"
    start.path.write_bytes(b"")
    done = dict(generator.generate_many([ClipSpec("a", 0.1, 3, start=start), spec]))
    assert "has changed" in str(done[0])
    assert np.array_equal(done[1].clip.samples, first.samples)


def test_steps_are_told_and_stop_the_work(models):
    told = []
    models["chunk"].make([Ask("rain", SECONDS, 1, 1.0)], 3, lambda *at: told.append(at))
    assert told == [(1, 3), (2, 3), (3, 3)]

    def stop(done, _):
        raise KeyboardInterrupt(done)

    with pytest.raises(KeyboardInterrupt, match=r"^1$"):
        models["chunk"].make([Ask("rain", SECONDS, 1, 1.0)], 8, stop)


def refused(folder, kind=TtmbaError):
    with pytest.raises(kind) as caught:
        load_model(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_files_that_do_not_fit_are_named(made, tmp_path):
    folder = tiny.write(tmp_path / "model", made["chunk"], "chunk")
    path, about = folder / "model.safetensors", folder / "model_config.json"
    state = load_file(path)
    save_file({n: t for n, t in state.items() if "project_in" not in n}, path)
    assert "project_in" in refused(folder, InvalidInput)
    save_file(state | {"pretransform.model.decoder.layers.1.bias": torch.zeros(3)}, path)
    assert "decoder" in refused(folder, InvalidInput)
    save_file(state, path)
    whole = json.loads(about.read_text())
    about.write_text(json.dumps({**whole, "model": {}}))
    assert "does not describe a Stable Audio 3" in refused(folder, InvalidInput)
    about.write_text(json.dumps(whole))
    path.write_bytes(path.read_bytes()[:-9])
    assert "damaged" in refused(folder, InvalidInput)
    path.unlink()
    assert "ttmba-live download stable-audio-3-small-sfx" in refused(folder, Unavailable)
