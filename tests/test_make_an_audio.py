"""Make-An-Audio 2: numbers of the original code, both files loaded, clips of a tiny model."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel, BertTokenizerFast, T5Config, T5EncoderModel

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.make_an_audio import MakeAnAudioSetup
from ttmba_live.generate.make_an_audio._autoencoder import MelDecoder
from ttmba_live.generate.make_an_audio._denoiser import Denoiser, Sizes, sizes_of
from ttmba_live.generate.make_an_audio._load import load_model, load_vocoder
from ttmba_live.generate.make_an_audio._model import MakeAnAudio2, diffuse
from ttmba_live.generate.make_an_audio._text import Projection, Reader, structured
from ttmba_live.generate.model._ask import Ask, unwatched
from ttmba_live.generate.model._weights import read_pickled

pytestmark = pytest.mark.usefixtures("one_thread")

GOLDEN = Path(__file__).parent / "golden" / "make_an_audio_2"
WORDS = Path(__file__).parent / "golden" / "tangoflux" / "text_encoder"
EXPECTED = np.load(GOLDEN / "expected.npz")
SCALE = 0.7093709707260132
WIDTH = 32


def known(name):
    return torch.from_numpy(EXPECTED[name])


def near(name, share=3e-5):
    return pytest.approx(EXPECTED[name], abs=share * float(np.abs(EXPECTED[name]).max()))


@pytest.fixture(scope="module")
def state():
    return read_pickled(GOLDEN / "maa2.ckpt")


def filled(module, state, before):
    names = module.state_dict()
    module.load_state_dict({name: state[before + name].clone() for name in names})
    return module.eval().requires_grad_(False)


def below(state, before):
    return {
        name.removeprefix(before): tuple(tensor.shape)
        for name, tensor in state.items()
        if name.startswith(before)
    }


@pytest.fixture(scope="module")
def parts(state):
    network, autoencoder = "model.diffusion_model.", "first_stage_model."
    denoiser = filled(Denoiser(sizes_of(below(state, network))), state, network)
    decoder = filled(MelDecoder(below(state, autoencoder)), state, autoencoder)
    return denoiser, decoder, load_vocoder(GOLDEN / "best_netG.pt", torch.device("cpu"))


def test_each_network_is_the_original_codes(parts):
    denoiser, decoder, vocoder = parts
    text = torch.cat([known("cond_bert"), known("cond_t5")], dim=1)
    empty = torch.cat([known("uncond_bert"), known("uncond_t5")], dim=1).expand(2, -1, -1)
    with torch.no_grad():
        found = denoiser(known("latent"), known("timesteps"), text).numpy()
        without = denoiser(known("latent"), known("timesteps"), empty).numpy()
        mel = decoder(known("latent_in")).numpy()
        wave = vocoder(known("vocoder_mel")).numpy()
    assert found == near("denoiser_out")
    assert without == near("denoiser_out_uncond")
    assert mel == near("decoded_mel")
    assert wave[:, None] == near("vocoder_wave")


class Given(Reader):
    """Says what the golden file has instead of reading."""

    def __init__(self):
        pass

    def read(self, prompts):
        rows = []
        for prompt in prompts:
            kind, row = ("cond", int(prompt)) if prompt else ("uncond", 0)
            both = [known(f"{kind}_{part}")[row] for part in ("bert", "t5")]
            rows.append(torch.cat(both))
        return torch.stack(rows)


def test_a_whole_run_is_the_original_codes(parts, monkeypatch):
    model = MakeAnAudio2(*parts, Given(), SCALE)
    monkeypatch.setattr(
        "ttmba_live.generate.make_an_audio._model.noise_from", lambda *_: known("ddim_start")
    )
    latents, steps = [], []
    asks = [Ask(str(row), 22 / 31.5, 0, 4.0) for row in (0, 1)]
    assert model.frames(asks[0].seconds) == 22
    found = model.make(asks, 5, lambda *at: steps.append(at))
    assert steps[-1] == (5, 5)
    assert found.numpy() == pytest.approx(EXPECTED["ddim_latents"][-1], abs=3e-4 * 28)
    sound = model.decode(found[:1], 1.0)
    assert sound.numpy() == near("final_wave", 3e-4)

    def look(seen, times):
        latents.append((seen, int(times[0])))
        return torch.zeros_like(seen)

    diffuse(look, known("ddim_start"), 5, unwatched)
    assert [time for _, time in latents] == EXPECTED["ddim_timesteps"].tolist()


def test_the_published_network_has_the_published_size():
    with torch.device("meta"):
        denoiser = Denoiser(Sizes())
    assert sum(p.numel() for p in denoiser.parameters()) == 159_621_716
    assert len(denoiser.state_dict()) == 127
    assert Sizes().most_frames == 845


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        ("rain on a roof", "<rain on a roof& all>"),
        ("A dog barks, and then a door slams.", "<A dog barks& start>@<a door slams& end>"),
        ("a followed by b then c", "<a& start>@<b& mid>@<c& end>"),
        ("authentic chimes", "<authentic chimes& all>"),
        ("", ""),
    ],
)
def test_a_prompt_becomes_events_in_order(prompt, wanted):
    assert structured(prompt) == wanted


def bert_words(folder):
    """A tokenizer of BERT's kind with few words."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "rain", "a", "dog", "##s"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, state):
    """Both files and both text models, tiny, in the published layout."""
    found = tmp_path_factory.mktemp("make_an_audio")
    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_attention_heads": 2, "intermediate_size": 24}
    bert = BertConfig(**sizes, num_hidden_layers=1, vocab_size=9, max_position_embeddings=80)
    t5 = T5Config(d_model=WIDTH, d_ff=48, d_kv=8, num_heads=4, num_layers=1, vocab_size=32128)
    modules = {
        "caption_encoder.base.": BertModel(bert, add_pooling_layer=True),
        "caption_encoder.projection.": Projection(16, WIDTH),
        "t5_transformer.": T5EncoderModel(t5),
    }
    whole = {name: tensor.clone() for name, tensor in state.items()}
    for before, module in modules.items():
        for name, tensor in module.state_dict().items():
            whole[f"cond_stage_model.{before}{name}"] = tensor
    torch.save({"state_dict": whole}, found / "maa2.ckpt")
    (found / "ext_weights").mkdir()
    shutil.copy(GOLDEN / "best_netG.pt", found / "ext_weights")
    shutil.copytree(WORDS, found / "t5")
    (found / "t5" / "config.json").write_text(json.dumps(t5.to_dict()), encoding="utf-8")
    (found / "bert").mkdir()
    (found / "bert" / "config.json").write_text(json.dumps(bert.to_dict()), encoding="utf-8")
    bert_words(found / "bert")
    return found


def test_a_folder_becomes_clips(folder):
    maker = MakeAnAudioSetup(folder, steps=3)()
    specs = [ClipSpec("rain", 2.6, 1), ClipSpec("a dog", 2.6, 2), ClipSpec("rain", 2.6, 1)]
    made = dict(maker.generate_many(specs))
    clips = [made[number].clip.samples for number in range(3)]
    assert [len(clip) for clip in clips] == [round(2.6 * 48_000)] * 3
    assert np.isfinite(clips).all()
    assert np.abs(clips[0]).max() > 0.01
    assert not np.allclose(clips[0], clips[1])
    model = load_model(folder)
    alone = model.make([Ask("rain", 2.6, 1, 4.0)], 3)
    beside = model.make([Ask("dog", 2.6, 5, 4.0), Ask("rain", 2.6, 1, 4.0)], 3)
    assert beside[1].numpy() == pytest.approx(alone[0].numpy(), abs=1e-3), "in any company"
    less = model.make([Ask("rain", 2.6, 1, 4.0, negative="dogs")], 3)
    assert (less - alone).abs().max() > 1e-3, "a negative prompt is heard"


def test_lengths_are_those_of_training_and_end_at_the_last_place(folder):
    model = load_model(folder)
    assert [model.frames(seconds) for seconds in (2.5, 8.0, 10.0, 100.0)] == [78, 252, 316, 844]
    assert model.span == pytest.approx(844 * 512 / 16_000)


def test_what_cannot_be_used_is_told_in_one_line(folder, tmp_path):
    with pytest.raises(Unavailable, match="ttmba-live download make-an-audio-2"):
        load_model(tmp_path)
    other = shutil.copytree(folder, tmp_path / "other")
    (other / "maa2.ckpt").write_bytes(b"nothing")
    with pytest.raises(InvalidInput, match="cut off"):
        load_model(other)
    torch.save({"state_dict": {"a": torch.zeros(1)}}, other / "maa2.ckpt")
    with pytest.raises(InvalidInput, match="no scale_factor"):
        load_model(other)
    whole = torch.load(folder / "maa2.ckpt", weights_only=True)
    del whole["state_dict"]["model.diffusion_model.proj_in.bias"]
    torch.save(whole, other / "maa2.ckpt")
    with pytest.raises(InvalidInput, match=r"missing: proj_in\.bias"):
        load_model(other)
