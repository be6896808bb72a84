"""Takes: a source made anew while it plays, loops, has ended or is still awaited."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from commands import called
from daemon import Daemon, hear, wait_for
from hall import ONE, OTHER, SECONDS, in_hall, pitch
from pulse import settled
from test_live import residue_db

from ttmba_live.audio import RATE
from ttmba_live.errors import GenerationFailed, InvalidInput
from ttmba_live.generate import ClipSpec, Start
from ttmba_live.generate.sketch import Sketch
from ttmba_live.generate.starts import read_start
from ttmba_live.scene import Event, SetLoop, scene_from_json


@pytest.mark.parametrize("loop", [False, True])
def test_a_take_crossfades_inside_the_voice_and_goes_on_where_it_is(tmp_path, loop):
    async def act(hall):
        await hall.begin(loop=loop)
        hall.takes.again("a", 2000, OTHER)
        assert pitch(await hall.play(0.1)) == pytest.approx(1000, abs=12), "the old one plays on"
        hall.maker.keep()
        assert hall.mixer.voices == 1
        heard = await hall.play(0.1 if not loop else 1.5)
        assert hall.mixer.voices == 1
        assert np.abs(heard).max() > 0.03
        if loop:
            assert pitch(heard) == pytest.approx(2000, abs=12)
        assert hall.told.states() == ["queued", "generating", "ready", "playing"]
        assert {line[0] for line in hall.told.lines} == {OTHER}
        assert hall.told.lines[2][3] == "seed 2000"
        assert "took over" in hall.told.lines[3][3]

    starts = [line["start"] for line in in_hall(tmp_path, act) if "start" in line]
    assert len(starts) == 2
    assert starts[0]["at"] == starts[1]["at"]
    assert starts[1]["fade"] > 0


def test_a_take_of_what_has_ended_plays_from_its_beginning(tmp_path):
    async def act(hall):
        await hall.begin()
        await hall.play(1.0)
        assert hall.told.states() == ["done"]
        hall.takes.again("a", 2000, ONE)
        hall.maker.keep()
        heard = await hall.play(0.3)
        assert pitch(heard) == pytest.approx(2000, abs=12)
        assert hall.told.states() == ["done", "queued", "generating", "ready", "playing"]

    in_hall(tmp_path, act)


def test_what_ends_while_its_take_is_made_is_done_when_the_take_is(tmp_path):
    async def act(hall):
        await hall.begin()
        hall.takes.again("a", None, ONE)
        await hall.play(1.0)
        assert hall.told.states() == ["queued"]
        hall.maker.keep()
        await hall.play(0.1)
        await hall.play(1.0)
        assert hall.told.states() == ["queued", "generating", "ready", "playing", "done"]

    in_hall(tmp_path, act)


def test_a_take_of_what_is_not_ready_takes_its_place_and_its_time(tmp_path):
    async def act(hall):
        hall.cues.event(Event("tone", SECONDS, id="a", seed=1000, start=0.1), ONE)
        hall.takes.again("a", 2000, ONE)
        hall.maker.keep(0)
        await hall.play(0.05)
        assert "ready" not in hall.told.states(), "nobody waits for the first any more"
        hall.maker.keep(1)
        heard = await hall.play(0.5)
        assert pitch(heard) == pytest.approx(2000, abs=12)
        assert hall.told.states()[-4:] == ["queued", "generating", "ready", "playing"]

    starts = [line["start"] for line in in_hall(tmp_path, act) if "start" in line]
    assert len(starts) == 1


def test_a_take_that_comes_before_its_sound_begins_is_heard_in_its_place(tmp_path):
    async def act(hall):
        hall.cues.event(Event("tone", SECONDS, id="a", seed=1000, start=0.4), ONE)
        hall.maker.keep()
        await hall.play(0.1)
        hall.takes.again("a", 2000, ONE)
        hall.maker.keep()
        assert np.abs(await hall.play(0.2)).max() == 0.0
        heard = await hall.play(0.3)
        assert pitch(heard) == pytest.approx(2000, abs=12)
        assert hall.told.lines[-1][2:] == ("playing", "")

    lines = in_hall(tmp_path, act)
    assert len({line["start"]["at"] for line in lines if "start" in line}) == 1


def test_a_take_that_fails_leaves_the_sound_and_says_so(tmp_path):
    async def act(hall):
        await hall.begin(loop=True)
        hall.takes.again("a", None, ONE)
        hall.maker.orders[-1][1].set_exception(GenerationFailed("out of memory"))
        heard = await hall.play(0.8)
        assert pitch(heard) == pytest.approx(1000, abs=12)
        assert hall.told.lines == [
            (ONE, "a", "queued", ""),
            (ONE, "/ttmba/source/a/again", "error", "a: out of memory"),
            (ONE, "a", "failed", "out of memory; the sound before stays"),
        ]
        hall.playback.start("a")
        assert pitch(await hall.play(0.3)) == pytest.approx(1000, abs=12), "/play plays it"

    in_hall(tmp_path, act)


def test_only_the_last_of_several_takes_is_waited_for_and_a_stop_forgets_it(tmp_path):
    async def act(hall):
        await hall.begin(loop=True)
        hall.takes.again("a", 2000, ONE)
        hall.takes.again("a", 3000, ONE)
        hall.maker.keep(1)
        await hall.play(0.1)
        assert hall.told.states() == ["queued", "queued"]
        hall.playback.stop("a")
        hall.cues.forget("a")
        hall.maker.keep(2)
        await hall.play(0.5)
        assert hall.told.lines[2:] == [(ONE, "a", "done", "stopped")]
        assert hall.mixer.voices == 0

    in_hall(tmp_path, act)


def test_each_take_has_the_next_seed_and_a_loop_stays_one(tmp_path):
    async def act(hall):
        await hall.begin()
        hall.playback.change(SetLoop("a", loop=True))
        for _ in range(20):
            hall.takes.again("a", None, ONE)
            hall.maker.keep()
            await hall.play(0.03)
        specs = [spec for spec, _ in hall.maker.orders]
        assert [spec.seed for spec in specs] == list(range(1000, 1021))
        assert all(spec.loop for spec in specs[1:])
        with pytest.raises(InvalidInput, match="no source"):
            hall.takes.again("b", None, ONE)

    in_hall(tmp_path, act)


def test_a_variation_begins_from_the_present_clip_and_knows_how_it_came_to_be(tmp_path):
    async def act(hall):
        hall.cues.event(Event("tone", SECONDS, id="a", seed=1000), ONE)
        with pytest.raises(InvalidInput, match="no clip yet"):
            hall.takes.vary("a", 0.3, None, ONE)
        hall.maker.keep()
        await hall.play(0.1)
        for number, amount in enumerate((0.3, 0.5), 2):
            hall.takes.vary("a", amount, None, ONE)
            await settled(lambda number=number: len(hall.maker.orders) == number)
            spec = hall.maker.orders[-1][0]
            assert (spec.prompt, spec.start.amount) == ("tone", amount)
            assert np.array_equal(read_start(spec.start), hall.playback.kept("a").clip.samples)
            hall.maker.keep()
            await hall.play(0.02)
        assert spec.start.lineage == ((1000, 1.0), (1001, 0.3))
        hall.takes.again("a", None, ONE)
        assert hall.maker.orders[-1][0].start is None
        assert hall.making.asked("a").lineage == ((1000, 1.0), (1001, 0.3), (1002, 0.5))

    in_hall(tmp_path, act)


def test_a_variation_that_nothing_can_be_laid_down_for_is_told_and_the_sound_goes_on(tmp_path):
    async def act(hall):
        await hall.begin(loop=True)
        hall.starts.touch()  # a file where the folder should be
        hall.takes.vary("a", 0.3, None, ONE)
        await settled(lambda: hall.told.lines)
        assert hall.told.lines[0][1:3] == ("/ttmba/source/a/vary", "error")
        hall.starts.unlink()
        hall.takes.vary("a", 0.3, None, ONE)
        hall.playback.stop("a")
        hall.takes.forget("a")
        await hall.play(0.3)
        assert len(hall.maker.orders) == 1, "what is stopped is not varied"

    in_hall(tmp_path, act)


def test_many_variations_at_once_all_lie_down_and_old_ones_go(tmp_path):
    async def act(hall):
        names = [f"t{number}" for number in range(24)]
        for number, name in enumerate(names):
            hall.cues.event(Event("tone", SECONDS, id=name, seed=500 + number), ONE)
            hall.maker.keep()
        await hall.play(0.1)
        hall.told.lines.clear()
        for name in names:
            hall.takes.vary(name, 0.3, None, ONE)
        ordered, states = hall.maker.orders, hall.told.states
        await settled(lambda: len(ordered) == 2 * len(names) or "error" in states())
        assert "error" not in states(), hall.told.lines
        left = sorted(path.name for path in hall.starts.iterdir())
        assert len(left) == 8, left

    in_hall(tmp_path, act)


def test_a_sketch_is_varied_by_its_draws_and_only_if_it_is_one():
    order = ClipSpec("rain", 1.0, 5)
    sketch = Sketch()
    first = sketch.generate(order).clip.samples
    near, far = (
        sketch.generate(
            replace(order, seed=6, start=Start(Path(), "", amount, ((5, 1.0),)))
        ).clip.samples
        for amount in (0.02, 1.0)
    )
    assert residue_db(near[:, None], first[:, None]) < -12
    assert residue_db(far[:, None], first[:, None]) > -3
    for start in (Start(Path(), "", 0.5), Start(Path(), "", 0.5, ((5, 1.0),), "library")):
        with pytest.raises(GenerationFailed, match="sketch"):
            sketch.generate(replace(order, start=start))


def test_a_run_with_takes_replays_saves_and_renders_as_it_was_heard(tmp_path):
    folder = tmp_path / "run"
    with Daemon(tmp_path, "--session", str(folder), "--record", str(tmp_path / "all.wav")) as d:
        with d.caller() as caller:
            caller.send("/ttmba/event", "a", "rain", 1.0, 40.0, 0.0, 1.0, 0.0)
            caller.send("/ttmba/source/a/loop", 1)
            hear(caller, "/ttmba/event/state", "a", "playing")
            seed = 4711
            for verb, *rest in (("again", 4711), ("vary", 0.5), ("again", 1)):
                caller.send(f"/ttmba/source/a/{verb}", *rest)
                note = hear(caller, "/ttmba/event/state", "a", "ready")[2]
                assert note == f"seed {seed}"
                seed += 1
                note = hear(caller, "/ttmba/event/state", "a", "playing")[2]
                assert note.startswith("took over after ")
            caller.send("/ttmba/source/a/again", 0)  # a button's release
            caller.send("/ttmba/source/b/again")  # of which there is none
            _, (address, why) = wait_for(caller, lambda at, _: at == "/ttmba/error", "refusal")
            assert (address, why) == ("/ttmba/source/b/again", "no source 'b'")
            caller.send("/ttmba/source/a/loop", 0)
            hear(caller, "/ttmba/event/state", "a", "done")
        assert d.terminate() == 0
    recording, mix = soundfile.read(tmp_path / "all.wav")[0], soundfile.read(folder / "mix.wav")[0]
    assert residue_db(mix, recording) < -100
    stems = sorted((folder / "stems").glob("*.wav"))
    clips = sorted((folder / "clips").glob("*.wav"))
    assert len(stems) == len(clips) == 4
    events = scene_from_json((folder / "session.json").read_text(encoding="utf-8"))
    assert [Path(e.file).name for e in events] == [clip.name for clip in clips]
    assert len({e.seed for e in events}) == 4
    rendered = tmp_path / "scene.wav"
    words = ("render", str(folder / "session.json"), "-o", str(rendered), "--renderer", "live")
    assert called(*words).returncode == 0
    before = slice(len(mix) - RATE // 10)  # its end is that of the scene, not of the hand's loop
    assert residue_db(soundfile.read(rendered)[0][before], mix[before]) < -30
