"""LoRAs by name: worn and taken off without a trace, kept by scenes, changed over OSC."""

import json

import numpy as np
import pytest
import tangoflux_tiny as tiny
import torch
from daemon import hear, wait_for

from ttmba_live.errors import GenerationFailed, InvalidInput
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.model._lora import Lora
from ttmba_live.generate.tangoflux import Setup
from ttmba_live.generate.tangoflux.tuning import load_tuning
from ttmba_live.scene import event_from_json, event_to_json
from ttmba_live.setup import spec_of

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The tiny model, and beside it a folder of two LoRAs and what is none."""
    folder = tiny.write(tmp_path_factory.mktemp("tiny"), tiny.parts())
    loras = tmp_path_factory.mktemp("loras")
    for seed, name in enumerate(("rain", "wind")):
        torch.manual_seed(seed)
        lora = load_tuning(folder, "cpu", 2).learner
        assert isinstance(lora, Lora)
        for change in lora.changes:
            torch.nn.init.normal_(change.up, std=0.3)
        lora.save(loras / f"{name}.safetensors", {})
    (loras / "broken.safetensors").write_bytes(b"not one")
    return folder, loras


def heard(generator, lora=""):
    return generator.generate(ClipSpec("a dog", 0.05, 1, lora=lora)).clip.samples


def test_one_after_the_other_leaves_no_trace(here):
    folder, loras = here
    generator = Setup(folder, steps=2, loras=loras)()
    plain, rain, wind = (heard(generator, name) for name in ("", "rain", "wind"))
    for one, other in ((plain, rain), (rain, wind), (wind, plain)):
        assert np.abs(one - other).max() > 1e-3
    alone = Setup(folder, steps=2, lora=loras / "rain.safetensors")
    assert np.array_equal(heard(alone()), rain), "as if it were the usual one"
    assert np.array_equal(heard(generator, "rain"), rain)
    assert np.array_equal(heard(generator), plain)
    both = Setup(folder, steps=2, lora=loras / "rain.safetensors", loras=loras)()
    assert np.array_equal(heard(both, "wind"), wind), "in the usual one's place"
    assert np.array_equal(heard(both), rain)


def test_what_is_not_there_fails_alone_and_says_what_is(here):
    folder, loras = here
    generator = Setup(folder, steps=1, loras=loras)()
    specs = [ClipSpec("a", 0.05, 1, lora=name) for name in ("rian", "", "broken", "rain")]
    found = dict(generator.generate_many(specs))
    assert "no LoRA 'rian'" in str(found[0])
    assert "'rain'?" in str(found[0])
    assert isinstance(found[2], GenerationFailed)
    assert not [found[at] for at in (1, 3) if isinstance(found[at], GenerationFailed)]


def test_kept_clips_are_not_mistaken(here):
    folder, loras = here
    plain, rain = (ClipSpec("a", 1.0, 1, lora=name) for name in ("", "rain"))
    assert plain.key != rain.key
    assert rain.wants == {"lora"}
    with_them, without = Setup(folder, loras=loras), Setup(folder, loras=folder / "none")
    assert without.identity() == Setup(folder).identity()
    assert with_them.identity() != without.identity()


def test_scene_files_keep_it():
    item = {"sound": "rain", "duration": 2, "azimuth": 0, "elevation": 0, "distance": 1, "start": 0}
    event = event_from_json({**item, "lora": "garden"})
    assert event_to_json(event)["lora"] == "garden"
    assert spec_of(event).lora == "garden"
    assert "lora" not in event_to_json(event_from_json(item))
    with pytest.raises(InvalidInput):
        event_from_json({**item, "lora": "../garden"})


def test_over_osc_it_holds_for_what_comes(shared_daemon):
    """The sketches know no LoRA, and say so; the session has it."""
    scene = {"sound": "rain", "duration": 0.3, "azimuth": 0, "elevation": 0, "distance": 1}
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/lora", "../x")
        wait_for(caller, lambda at, _: at == "/ttmba/error", "a refusal")
        caller.send("/ttmba/lora", "garden")
        caller.send("/ttmba/cue", json.dumps([{**scene, "start": 0, "id": "lora_a"}]))
        hear(caller, "/ttmba/event/state", "lora_a", "done")
        caller.send("/ttmba/lora", "none")
        caller.send("/ttmba/cue", json.dumps([{**scene, "start": 0, "id": "lora_b"}]))
        hear(caller, "/ttmba/event/state", "lora_b", "done")
        caller.send("/ttmba/session/save", "loras")
        _, (_, path) = wait_for(caller, lambda at, _: at == "/ttmba/session/saved", "a session")
    events = json.loads((shared_daemon.folder / path / "session.json").read_text("utf-8"))["events"]
    kept = {event["id"]: event.get("lora", "") for event in events}
    assert (kept["lora_a"], kept["lora_b"]) == ("garden", "")
