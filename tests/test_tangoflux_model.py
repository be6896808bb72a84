"""The model against the original's outputs, against the libraries' own pieces, against itself."""

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest
import tangoflux_tiny as tiny
import torch

from ttmba_live.errors import InvalidInput
from ttmba_live.generate._shape import for_model
from ttmba_live.generate.model._ask import Ask
from ttmba_live.generate.model._device import generators_of, noise_from
from ttmba_live.generate.tangoflux import load
from ttmba_live.generate.tangoflux._decoder import make_vae, margin_of
from ttmba_live.generate.tangoflux._folder import Config
from ttmba_live.generate.tangoflux._network import Network

pytestmark = pytest.mark.usefixtures("one_thread")

NEXT_DOOR = Path(__file__).parents[2] / "shared" / "golden"
WEIGHTS = Path(os.environ.get("TTMBA_GOLDEN", NEXT_DOOR)) / "tangoflux"
PROMPTS = ["a dog barks", "", "rain 🌧", "wind " * 40]


@pytest.fixture(scope="module")
def made():
    return tiny.parts()


@pytest.fixture(scope="module")
def model(made, tmp_path_factory):
    return load(tiny.write(tmp_path_factory.mktemp("tiny"), made))


@pytest.mark.weights
@pytest.mark.skipif(not WEIGHTS.is_dir(), reason="no golden weights: set TTMBA_GOLDEN to a folder")
def test_golden_latents_and_waves():
    model = load(WEIGHTS)
    expected = np.load(tiny.GOLDEN / "expected.npz")
    cases = json.loads((tiny.GOLDEN / "cases.json").read_text(encoding="utf-8"))
    for number, case in enumerate(cases):
        latents = model.sample(
            [case["prompt"]],
            case["duration"],
            case["steps"],
            case["guidance_scale"],
            [case["seed"]],
        )
        assert np.abs(latents.numpy() - expected[f"latents{number}"]).max() < 1e-4
        wave = model.decode(latents, case["duration"])[0, :, :4096].numpy()
        assert np.abs(wave - expected[f"wave{number}"]).max() < 1e-4


def test_noise_is_that_of_the_golden_seeds():
    expected = np.load(tiny.GOLDEN / "expected.npz")
    cases = json.loads((tiny.GOLDEN / "cases.json").read_text(encoding="utf-8"))
    noise = noise_from(generators_of([case["seed"] for case in cases]), 40, 64)
    for number in range(len(cases)):
        assert np.array_equal(noise[number : number + 1].numpy(), expected[f"noise{number}"])


@pytest.mark.parametrize("guidance", [4.5, 1.0, 0.0])
def test_equals_the_libraries_own_pieces(made, model, guidance):
    latents, sound = tiny.reference(made, "a dog barks", 7.0, 5, guidance, 11)
    ours = model.sample(["a dog barks"], 7.0, 5, guidance, [11])
    assert torch.abs(ours - latents).max() < 1e-5
    decoded = model.decode(latents, model.span)
    assert decoded.shape == sound.shape == (1, 2, tiny.FRAMES * tiny.HOP)
    assert sound.abs().max() > 1e-3
    assert torch.abs(decoded - sound).max() < 1e-5


def test_full_size_names_and_shapes_are_those_of_the_published_files():
    from transformers import T5Config

    with gzip.open(tiny.GOLDEN / "state_dict.json.gz") as file:
        published = json.load(file)
    with torch.device("meta"):
        text = T5Config(
            d_model=1024,
            d_kv=64,
            d_ff=2816,
            num_layers=24,
            num_heads=16,
            vocab_size=32128,
            feed_forward_proj="gated-gelu",
        )
        network = Network(Config(6, 18, 64, 128, 1024, 8, 645, 30.0), text)
        vae = make_vae({})
    assert shapes(network) == published["tangoflux.safetensors"]
    assert shapes(vae) == published["vae.safetensors"]
    assert margin_of([8, 8, 4, 4, 2]) == 10


def shapes(module):
    return {name: list(tensor.shape) for name, tensor in module.state_dict().items()}


@pytest.mark.parametrize("guidance", [4.5, 0.5])
def test_a_batch_equals_its_singles(model, guidance):
    prompts = [*PROMPTS, "a cat barks", "a dog barks"]
    seconds = [1.0, 2.0, 30.0, 3.0, 0.5, 12.0]
    seeds = [1, 2, 3, 2**64 + 1, -5, 6]
    batch = model.sample(prompts, seconds, 3, guidance, seeds)
    for row, prompt in enumerate(prompts):
        single = model.sample([prompt], seconds[row], 3, guidance, [seeds[row]])
        assert torch.abs(batch[row] - single[0]).max() < 1e-4
    assert torch.abs(batch[0] - batch[5]).max() > 0.1


def test_the_process_wide_random_state_is_neither_read_nor_changed(model):
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first = model.sample(["rain"], 2.0, 2, 4.5, [3])
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(2)
    assert torch.equal(model.sample(["rain"], 2.0, 2, 4.5, [3]), first)


def test_a_part_decoded_in_any_pieces_equals_the_whole(model):
    latents = model.sample(["rain", "wind"], 2.0, 2, 4.5, [3, 4])
    whole = model.decode(latents, model.span)
    assert whole.shape == (2, 2, tiny.FRAMES * tiny.HOP)
    for seconds in (0.001, 0.02, 0.0437, model.span, 30.0):
        samples = min(round(seconds * 44_100), whole.shape[-1])
        for tile in (None, 1, 5, 8):
            part = model.decode(latents, seconds, tile=tile)
            assert part.shape[-1] == samples
            assert torch.abs(part - whole[..., :samples]).max() < 1e-5


@pytest.mark.parametrize("ratios", [(8, 8, 4, 4, 2), (4, 4, 4, 2), (2, 2)])
def test_the_margin_covers_all_that_a_frame_depends_on(ratios):
    multiples = [1] * len(ratios)
    settings = {"decoder_channels": 2, "encoder_hidden_size": 2, "decoder_input_channels": 3}
    torch.manual_seed(0)
    vae = make_vae(
        settings | {"downsampling_ratios": list(ratios[::-1]), "channel_multiples": multiples}
    )
    margin, hop = margin_of(ratios), int(np.prod(ratios))
    frames = 2 * margin + 5
    latents = torch.randn(1, 3, frames, requires_grad=True)
    at = frames // 2
    sound = vae.decoder(latents)[..., at * hop : (at + 1) * hop]
    (slope,) = torch.autograd.grad(sound.abs().sum(), latents)
    reached = slope.abs().sum((0, 1)).nonzero().flatten() - at
    assert int(reached.abs().max()) <= margin <= int(reached.abs().max()) + 1


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory"),
        RuntimeError("MPS backend out of memory (MPS allocated: 5 GB)"),
        RuntimeError("[enforce fail] . DefaultCPUAllocator: can't allocate memory: you tried"),
    ],
    ids=["cuda", "mps", "cpu"],
)
def test_memory_that_runs_short_makes_smaller_pieces(model, monkeypatch, error):
    latents = model.sample(["rain"], 2.0, 1, 0.0, [3])
    whole = model.decode(latents, model.span)
    network, calls = model._decoder._network, []

    def short(seen):
        calls.append(seen.shape[-1])
        if len(calls) < 3:
            raise error
        return network(seen)

    monkeypatch.setattr(model._decoder, "_network", short)
    assert torch.abs(model.decode(latents, model.span, tile=24) - whole).max() < 1e-5
    assert len(calls) == 2 + 3, "24 frames, 12 frames, then three pieces of 8"


def test_memory_that_is_never_enough_ends_in_an_error(model, monkeypatch):
    def never(seen):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(model._decoder, "_network", never)
    with pytest.raises(torch.OutOfMemoryError):
        model.decode(torch.zeros(1, tiny.FRAMES, 64), model.span)


def test_steps_are_told_and_can_be_stopped(model):
    told = []
    model.sample(["rain", "a dog barks"], 2.0, 3, 4.5, [1, 2], watch=lambda *at: told.append(at))
    assert told == [(done, 6) for done in range(1, 7)]

    def stop(done, _):
        told.append(done)
        raise KeyboardInterrupt

    told.clear()
    with pytest.raises(KeyboardInterrupt):
        model.sample(["rain"], 2.0, 1000, 4.5, [1], watch=stop)
    assert told == [1]


def test_a_prompt_of_ten_thousand_characters_is_cut_to_what_the_encoder_knows(model):
    long = "a dog barks at the moon " * 420
    assert model.reader.count(long) == (512, True)
    tokens = model.reader.tokens(long)
    assert len(tokens) == 512
    assert tokens[-1] == model.reader.tokens("a")[-1]
    assert torch.isfinite(model.sample([long], 2.0, 1, 4.5, [1])).all()


@pytest.mark.parametrize(
    "change",
    [
        {"prompts": "rain"},
        {"prompts": []},
        {"seeds": [1, 2]},
        {"seconds": [1.0, 2.0]},
        {"seconds": 0.0},
        {"seconds": float("nan")},
        {"seconds": float("inf")},
        {"steps": 0},
        {"steps": 10**9},
        {"guidance_scale": float("nan")},
    ],
)
def test_orders_without_sense_are_refused(model, change):
    order = {"prompts": ["a"], "seconds": 1.0, "steps": 1, "guidance_scale": 2.0, "seeds": [0]}
    with pytest.raises(InvalidInput):
        model.sample(**(order | change))


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf")])
def test_a_decode_of_no_length_is_refused(model, seconds):
    with pytest.raises(InvalidInput):
        model.decode(torch.zeros(1, tiny.FRAMES, 64), seconds)


START = {"encoder_hidden_size": 128, "decoder_channels": 8, "decoder_input_channels": 64}
START |= {"downsampling_ratios": [2, 4], "channel_multiples": [1, 1]}


@pytest.fixture(scope="module")
def reading(tmp_path_factory):
    """A model whose autoencoder gives as many numbers as its transformer takes, and its parts."""
    parts = list(tiny.parts())
    torch.manual_seed(8)
    parts[3] = make_vae(START).eval()
    folder = tiny.write(tmp_path_factory.mktemp("reading"), parts)
    (folder / "vae_config.json").write_text(json.dumps(START), encoding="utf-8")
    return load(folder), parts[3]


def sine(seconds=0.01):
    time = np.arange(round(seconds * 48_000), dtype=np.float32) / 48_000
    return (0.2 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)


def test_what_a_clip_begins_from_is_read_in_any_pieces_as_the_library_reads_it(reading):
    model, vae = reading
    asks = [Ask("rain", 1.0, 1, 4.5, start=sine(), amount=0.5)]
    found = model.encoded(asks)
    heard = torch.from_numpy(for_model(sine(), 44_100, tiny.FRAMES * 8))
    with torch.no_grad():
        whole = vae.encode(heard.expand(1, 2, -1)).latent_dist.mean.transpose(1, 2)
    assert found.shape == (1, tiny.FRAMES, 64)
    assert torch.abs(found - whole).max() < 1e-5
    for tile in (1, 5):
        pieces = model._encoder.encode(heard.expand(1, 2, -1), tile)
        assert torch.abs(pieces - whole).max() < 1e-5


def test_what_it_begins_from_stays_as_near_as_the_amount_says(reading):
    model, _ = reading
    steps = []
    plain = model.make([Ask("rain", 1.0, 1, 4.5)], 8)
    held = model.encoded([Ask("rain", 1.0, 1, 4.5, start=sine())])
    far = []
    for amount in (0.1, 0.5, 1.0):
        steps.clear()
        ask = Ask("rain", 1.0, 1, 4.5, start=sine(), amount=amount)
        made = model.make([ask], 8, lambda *at: steps.append(at))
        assert steps[-1] == (np.ceil(amount * 8),) * 2
        far.append(float(torch.abs(made - held).mean()))
    assert far == sorted(far)
    assert torch.abs(made - plain).max() < 1e-6, "all of it may change"


def test_it_leads_away_from_a_negative_prompt_and_follows_as_closely_as_asked(model):
    plain = model.make([Ask("a dog barks", 7.0, 11, 4.5)], 3)
    away = model.make([Ask("a dog barks", 7.0, 11, 4.5, "rain")], 3)
    assert torch.abs(away - plain).max() > 1e-3
    asks = [Ask("a dog barks", 7.0, 11, 4.5, "rain"), Ask("a dog barks", 7.0, 11, 2.0, "rain")]
    assert model.likeness(asks[0]) == model.likeness(asks[1])
    both = model.make(asks, 3)
    assert torch.abs(both[0] - away[0]).max() < 1e-4
    weaker = model.sample(["a dog barks"], 7.0, 3, 2.0, [11])
    assert torch.abs(both[1] - weaker[0]).max() > 1e-3
    long = model.likeness(Ask("a", 1.0, 1, 4.5, "rain and wind " * 9))
    assert long[0] > model.likeness(asks[0])[0], "the longer one decides how many tokens there are"
