"""Generators in an order: who is asked, what is said, and what becomes of a killed process."""

import os
from pathlib import Path

import numpy as np
import pytest

from ttmba_live.audio import Clip
from ttmba_live.errors import GenerationFailed, Unavailable
from ttmba_live.generate import BadOrder, ClipSpec, Made, NothingFits, Start
from ttmba_live.generate.cache import Cache, Shelf
from ttmba_live.generate.chain import Chain, ChainSetup, Link
from ttmba_live.generate.worker import Worker

PATIENCE = 60.0


class Fake:
    """A generator that makes what begins with its name, and else fails as told, or not at all."""

    def __init__(self, name, *, fails=None, batch=None):
        self.name, self.fails, self.asked = name, fails, []
        if batch:
            self.batch, self.generate_many, self.warm_up = batch, self._many, lambda: iter(())

    def generate(self, spec):
        self.asked.append(spec.prompt)
        if self.fails and not spec.prompt.startswith(self.name):
            raise self.fails
        return Made(Clip(np.zeros(10, np.float32)), f"by {self.name}")

    def _many(self, specs, progress, unwanted):
        for row, spec in enumerate(specs):
            progress(row, 0.5)
            yield row, BadOrder("no longer wanted") if unwanted(row) else self.generate(spec)


class Heavy:
    """What takes long to make, or cannot be made."""

    def __init__(self, generator, *, fails=None):
        self.generator, self.fails, self.times = generator, fails, 0

    def __call__(self):
        return self.load(lambda _: None)

    def load(self, told):
        self.times += 1
        told(0.5)
        if self.fails:
            raise self.fails
        return self.generator


def link(generator, **more):
    return Link(generator.name, lambda: generator, **more)


def spec(prompt="cat", **more):
    return ClipSpec(prompt, 1.0, 1, **more)


def test_the_next_one_is_asked_and_it_is_said_why(tmp_path):
    own = Fake("own", fails=NothingFits("nothing"))
    model = Fake("model")
    shelf = Shelf(Cache(tmp_path, 10**6), "model", maker="model", licence="free")
    chain = Chain([link(own), link(model, licence="free", shelf=shelf)])
    made = chain.generate(spec("own dog"))
    assert (made.maker, made.note, made.licence) == ("own", "by own", "")
    for _ in range(2):
        made = chain.generate(spec())
        assert (made.maker, made.note, made.licence) == ("model", "by model", "free")
    assert model.asked == ["cat"], "the second time it came from the shelf"
    broken = Fake("own", fails=GenerationFailed("the disk is gone"))
    assert Chain([link(broken), link(model)]).generate(spec()).note == (
        "by model, own: the disk is gone"
    )


def test_a_fault_of_any_kind_is_the_next_ones_turn():
    broken = Fake("own", fails=MemoryError("no room"), batch=4)
    made = Chain([link(broken), link(Fake("model"))]).generate(spec())
    assert made.note == "by model, own: MemoryError: no room"
    lost = Fake("own", fails=RuntimeError("CUDA error: gone"), batch=4)
    with pytest.raises(RuntimeError, match="CUDA"):
        Chain([link(lost), link(Fake("model"))]).generate(spec())


def test_an_order_without_sense_is_passed_to_nobody():
    model = Fake("model")
    chain = Chain([link(Fake("own", fails=BadOrder("the prompt is empty"))), link(model)])
    with pytest.raises(BadOrder, match=r"^the prompt is empty$"):
        chain.generate(spec())
    assert not model.asked


def test_if_none_can_all_say_why():
    bad = [Fake(name, fails=GenerationFailed(f"no {name}")) for name in ("one", "two")]
    with pytest.raises(GenerationFailed, match=r"^one: no one; two: no two$"):
        Chain([link(one) for one in bad]).generate(spec())
    with pytest.raises(GenerationFailed, match=r"^no one$"):
        Chain([link(bad[0])]).generate(spec())


def test_batches_are_asked_together_and_progress_is_passed_on():
    own = Fake("own", fails=NothingFits("nothing"))
    setup = ChainSetup((link(own), Link("model", Heavy(Fake("model", batch=8)))))
    chain, told = setup(), []
    assert chain.batch == 8
    specs = [spec(prompt) for prompt in ("cat", "own dog", "cow", "pig")]
    out = dict(chain.generate_many(specs, lambda n, s: told.append((n, s)), lambda n: n == 3))
    assert [out[n].maker for n in range(3)] == ["model", "own", "model"]
    assert isinstance(out[3], BadOrder)
    assert told == [(0, 0.5), (2, 0.5), (3, 0.5)]


def test_one_that_cannot_be_made_is_passed_over_and_not_tried_again():
    heavy = Heavy(Fake("model"), fails=Unavailable("no such device"))
    chain, told = ChainSetup((Link("model", heavy), link(Fake("sketch")))), []
    made = chain.load(told.append)
    for _ in range(2):
        assert made.generate(spec()).note == "by sketch, model: no such device"
    assert heavy.times == 1
    assert told[-1] == 1.0
    with pytest.raises(Unavailable, match="no such device"):
        ChainSetup((Link("model", heavy),))()


def test_what_comes_after_the_first_heavy_one_is_made_when_it_is_needed():
    first, second = Heavy(Fake("one", fails=GenerationFailed("full"))), Heavy(Fake("two"))
    chain = ChainSetup((Link("one", first), Link("two", second)))()
    assert (first.times, second.times) == (1, 0)
    assert chain.generate(spec()).maker == "two"
    assert second.times == 1


def test_what_one_cannot_do_is_left_to_others_or_left_out_and_said():
    plain, able = Fake("plain"), Fake("able")
    start = Start(Path("a"), "12", 0.5)
    both = ChainSetup((link(plain), link(able, can=frozenset({"start", "negative"}))))
    assert both.can == {"start", "negative"}
    made = both().generate(spec(start=start))
    assert (made.maker, made.note) == ("able", "by able, plain cannot begin from another clip")
    with pytest.raises(GenerationFailed, match="plain cannot begin from another clip"):
        Chain([link(plain)]).generate(spec(start=start))
    chain = Chain([link(plain)])
    made = chain.generate(spec(negative="hum"))
    assert made.note == "by plain, plain does not know 'negative'"
    made = chain.generate(spec(negative="hum", guidance=2.0))
    assert made.note == "by plain, plain does not know 'guidance'", (
        "what was said is not said again"
    )


class Deadly(Fake):
    def generate(self, _):
        os._exit(7)


def deadly():
    return Deadly("deadly")


def harmless():
    return Fake("harmless")


class DeadlyToMake:
    def load(self, *_):
        os._exit(8)


def made_by(tmp_path, *links, orders=1):
    worker = Worker(ChainSetup(links), tmp_path)
    try:
        futures = [worker.submit(ClipSpec("cat", 1.0, seed)) for seed in range(orders)]
        return [future.result(PATIENCE) for future in futures], worker.state
    finally:
        worker.close()


def test_the_next_one_takes_over_from_a_process_that_died_twice(tmp_path):
    (made, later), _ = made_by(
        tmp_path, Link("deadly", deadly), Link("harmless", harmless), orders=2
    )
    for one in (made, later):
        assert one.maker == "harmless"
        assert one.note == "by harmless, deadly: the generator process ended with exit code 7"


def test_one_whose_making_ends_the_process_is_left_out_for_good(tmp_path):
    made, state = made_by(
        tmp_path, Link("model", DeadlyToMake()), Link("harmless", harmless), orders=3
    )
    assert [one.maker for one in made] == ["harmless"] * 3
    assert all("model: the generator process ended" in one.note for one in made)
    assert state.name == "ready"
