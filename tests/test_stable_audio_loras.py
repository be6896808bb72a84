"""LoRAs of Stable Audio 3: files of its own trainer and of ours, which one is worn."""

import json
import shutil

import pytest
import stable_audio_tiny as tiny
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from test_stable_audio_tuning import latents_of

from ttmba_live.errors import GenerationFailed, InvalidInput
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.stable_audio import StableAudioSetup
from ttmba_live.generate.stable_audio._load import load_model
from ttmba_live.generate.stable_audio.tuning import load_tuning

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A base model with differential attention."""
    return tiny.write_base(tmp_path_factory.mktemp("sa3") / "base", tiny.lively(1))


@pytest.fixture(scope="module")
def ours(base, tmp_path_factory):
    """A LoRA as training writes it."""
    lora = load_tuning(base, "cpu", 4).learner
    torch.manual_seed(0)
    for change in lora.changes:
        torch.nn.init.normal_(change.up, std=0.1)
    return lora.write(tmp_path_factory.mktemp("run"), {})


LAYERS = (
    "model.transformer.layers.0.self_attn.to_qkv",
    "model.transformer.layers.1.ff.ff.0.proj",
    "model.preprocess_conv",
    "conditioners.seconds_total.embedder.embedding.1",
)


def whole_name(layer):
    return f"{'conditioner' if layer.startswith('cond') else 'model'}.{layer}.weight"


def adapted(weight, kind, parts):
    """A weight of the file by the formulas of the trainer's documentation, alpha 6 and rank 3."""
    flat = weight.flatten(1).double()
    v = flat + 2.0 * parts["lora_B"].double() @ parts["lora_A"].double()
    if kind in ("dora-rows", "bora"):
        size = parts["magnitude_r" if kind == "bora" else "magnitude"].double().reshape(-1, 1)
        v = v / torch.linalg.vector_norm(v, dim=1, keepdim=True) * size
    if kind in ("dora-cols", "bora"):
        size = parts["magnitude_c" if kind == "bora" else "magnitude"].double().reshape(1, -1)
        v = v / torch.linalg.vector_norm(v, dim=0, keepdim=True) * size
    return v.float().reshape(weight.shape)


SLOW = [
    pytest.param(kind, marks=pytest.mark.slow) for kind in ("lora", "dora-cols", "bora", "dora")
]


@pytest.mark.parametrize("kind", ["dora-rows", *SLOW])
def test_files_of_the_models_own_trainer_are_read(base, tmp_path, kind):
    """Its LoRA equals weights that were changed in the file itself."""
    state, source = load_file(base / "model.safetensors"), torch.Generator().manual_seed(4)
    file = {}
    for layer in LAYERS:
        rows, columns = state[whole_name(layer)].flatten(1).shape
        parts = {
            "lora_A": torch.randn(3, columns, generator=source),
            "lora_B": 0.1 * torch.randn(rows, 3, generator=source),
        }
        sizes = {"dora-rows": [("", rows)], "dora-cols": [("", columns)], "dora": [("", columns)]}
        sizes |= {"bora": [("_r", rows), ("_c", columns)], "lora": []}
        for ending, size in sizes[kind]:
            parts[f"magnitude{ending}"] = torch.rand(size, generator=source) + 0.5
        if kind == "dora":  # as it was written once, for columns
            parts["magnitude"] = parts["magnitude"][None]
        known = "dora-cols" if kind == "dora" else kind
        state[whole_name(layer)] = adapted(state[whole_name(layer)], known, parts)
        file |= {f"{layer}.parametrizations.weight.0.{name}": one for name, one in parts.items()}
    config = {"rank": 3, "alpha": 6, "adapter_type": kind, "include": None, "exclude": None}
    save_file(file, tmp_path / "theirs.safetensors", {"lora_config": json.dumps(config)})
    shutil.copytree(base, tmp_path / "changed")
    save_file(state, tmp_path / "changed" / "model.safetensors")
    theirs = load_model(base, wanted="float32", lora=tmp_path / "theirs.safetensors")
    changed, plain = (load_model(one, wanted="float32") for one in (tmp_path / "changed", base))
    assert latents_of(theirs).numpy() == pytest.approx(latents_of(changed).numpy(), abs=1e-3)
    assert (latents_of(theirs) - latents_of(plain)).abs().max() > 1e-2


def test_what_is_written_is_in_the_layout_of_the_models_own_trainer(ours):
    with safe_open(str(ours), "pt") as file:
        names, head = set(file.keys()), json.loads(file.metadata()["lora_config"])
    parts = ("self_attn.to_qkv", "self_attn.to_out", "cross_attn.to_q", "cross_attn.to_kv")
    parts += ("cross_attn.to_out", "ff.ff.0.proj", "ff.ff.2")
    assert names == {
        f"model.transformer.layers.{block}.{part}.parametrizations.weight.0.lora_{side}"
        for block in range(2)
        for part in parts
        for side in "AB"
    }
    assert (head["rank"], head["alpha"], head["adapter_type"]) == (4, 4, "lora")


@pytest.mark.slow
def test_by_name_each_leaves_no_trace(ours, base, tmp_path):
    loras = tmp_path / "loras"
    loras.mkdir()
    shutil.copy(ours, loras / "hiss.safetensors")
    tangoflux = {"transformer.x.lora_A.weight": torch.zeros(1)}
    save_file(tangoflux, loras / "other.safetensors", {"format": "ttmba-tangoflux-lora-1"})
    generator = StableAudioSetup(base, loras=loras, precision="float32")()
    specs = [ClipSpec("a dog", 0.1, 1, lora=name) for name in ("other", "his", "hiss")]
    found = dict(generator.generate_many(specs))
    assert "no LoRA of Stable Audio 3" in str(found[0])
    assert "'hiss'?" in str(found[1])
    assert not isinstance(found[2], GenerationFailed)
    model = load_model(base, wanted="float32", loras=loras)
    plain, hiss, *again = (latents_of(model, lora=name) for name in ("", "hiss", "", "hiss"))
    assert (plain - hiss).abs().max() > 1e-2
    assert torch.equal(plain, again[0])
    assert torch.equal(hiss, again[1])
    setups = [StableAudioSetup(base, lora=one) for one in (None, ours)]
    assert setups[0].identity() != setups[1].identity(), "kept clips are not mistaken"


def test_what_does_not_fit_is_told_in_one_line(base, ours, tmp_path):
    found = {name: one[:1] for name, one in load_file(ours).items()}
    for name, head, words in (
        ("xs", {"adapter_type": "lora-xs"}, "lora-xs, which needs"),
        ("dora", {"adapter_type": "dora-rows"}, "another kind than dora-rows"),
        ("small", {"rank": 0}, "cannot be read"),
        ("cut", {}, "does not fit"),
    ):
        save_file(found, tmp_path / name, {"lora_config": json.dumps(head)})
        with pytest.raises(InvalidInput, match=words):
            load_model(base, lora=tmp_path / name)
