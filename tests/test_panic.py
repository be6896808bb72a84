"""After a panic or a stop nothing sounds until something newer is sent, wherever it waited."""

import asyncio
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from hall import ONE, SECONDS, in_hall
from osc_fuzz import ahead, bundle
from osc_peers import serving
from test_inputs import played as input_played
from test_show import HOP, RISING, Stage, rising

from ttmba_live.audio import RATE
from ttmba_live.clock import Said, TransportSettings
from ttmba_live.live._codes import Heard
from ttmba_live.live._orders import Cue as Orders
from ttmba_live.live._transport import Transport
from ttmba_live.long_clip import LONG
from ttmba_live.osc import Client
from ttmba_live.osc._codec import decode, encode
from ttmba_live.scene import Cue, Event, Panic, Roll, SaveSession, SetGain, StopAll

SOUND = [
    ("/ttmba/cue", "a cat"), ("/ttmba/event", "cat", "bell", 1.0, 0.0, 0.0, 1.0, 0.0),
    ("/ttmba/source/dog/play",), ("/ttmba/source/dog/again",), ("/ttmba/source/dog/vary", 0.5),
    ("/ttmba/preview/play", 1), ("/ttmba/transport/play",), ("/ttmba/transport/locate", 1.0),
    ("/ttmba/transport/cue", "0 hum@1@0,0@1@0"), ("/ttmba/scene/load", "act"), ("/time", 3.0),
]  # fmt: skip
WORDS = {"panic": Panic(), "stop": StopAll()}


@pytest.mark.parametrize("word", WORDS)
def test_what_waited_before_a_panic_does_not_sound_and_the_rest_is_done(word):
    async def run():
        async with serving() as (server, handler, _):
            heard = []
            client = server.connect("page", 1, lambda packet: heard.extend(decode(packet)))
            for old in (*SOUND, ("/ttmba/source/dog/gain", -3.0), ("/ttmba/session/save", "a")):
                server.receive(encode(*old), client)
            server.receive(bundle(encode("/ttmba/cue", "a bird"), tag=ahead(0.05)), client)
            server.receive(encode(f"/ttmba/{word}"), client)
            server.receive(encode("/ttmba/cue", "a dog"), client)
            await handler.reached(4)
            await asyncio.sleep(0.1)  # the bundle's time
            return handler.commands, [m.arguments for m in heard if m.address == "/ttmba/error"]

    commands, errors = asyncio.run(run())
    assert commands == [WORDS[word], SetGain("dog", -3.0), SaveSession("a"), Cue("a dog")]
    refused = [address for address, why in errors if "overtook" in why]
    assert refused == [address for address, *_ in SOUND] + ["/ttmba/cue"]


def test_a_panic_with_a_time_counts_from_then_on():
    async def run():
        async with serving() as (server, handler, _):
            client = server.connect("page", 1, lambda _: None)
            both = encode("/ttmba/panic"), encode("/ttmba/cue", "a dog")
            server.receive(bundle(*both, tag=ahead(0.1)), client)
            server.receive(bundle(encode("/ttmba/cue", "a bird"), tag=ahead(0.15)), client)
            await handler.reached(2)
            await asyncio.sleep(0.1)
            return handler.commands

    assert asyncio.run(run()) == [Panic(), Cue("a dog")]


def test_what_was_asked_of_a_show_is_silent_until_its_clock_jumps(tmp_path):
    soundfile.write(tmp_path / "rising.wav", RISING.samples, RATE, subtype="FLOAT")

    async def run():
        stage = Stage(tmp_path)
        stage.clock.play(HOP)
        stage.run(0.1)
        asked = stage.show.hushed
        stage.show.hush()  # while a text is planned, or a scene is read
        for name, when in (("a", asked), ("b", stage.show.hushed)):
            cue = Orders(1, Client("", 0), held=True)
            stage.show.add([rising(name, 0.2)], cue, tmp_path, asked=when)
        await asyncio.gather(*stage.show._tasks)
        stage.run(0.5)
        before = {name for _, name, *_ in stage.news}
        stage.clock.locate(0.0, stage.playback.next_frame)
        stage.run(0.5)
        stage.finish()
        return before, {name for _, name, *_ in stage.news}

    assert asyncio.run(run()) == ({"b"}, {"a", "b"})


def test_the_rest_of_a_long_clip_that_is_copied_meanwhile_does_not_sound(tmp_path):
    async def run():
        stage = Stage(tmp_path)
        silence = np.zeros(LONG + RATE, np.float32)
        stage.join(tmp_path, Event("rain", 61.0, id="rain"), silence, 30.0)
        copying = list(stage.show._tasks)
        stage.show.hush()
        await asyncio.gather(*copying)
        stage.run(1.5)
        stage.finish()
        return len(copying), stage.news

    assert asyncio.run(run()) == (1, [])


def test_a_shows_clips_are_made_on_and_do_not_sound_by_themselves(tmp_path):
    async def act(hall):
        await hall.begin()
        event = hall.making.asked("a").event
        hall.making.begin(event, Orders(2, ONE, held=True))
        hall.cues.event(Event("tone", SECONDS, id="b", seed=500), ONE)
        hall.cues.forget()
        hall.playback.silence()
        before = hall.playback.kept("a")
        hall.maker.keep(-2)
        hall.maker.keep(-1)
        assert not np.abs((await hall.play(0.3))[RATE // 10 :]).max()
        assert hall.playback.kept("a") is not before
        assert not hall.playback.has("b")

    in_hall(tmp_path, act)


def test_an_input_that_was_silenced_sounds_again_at_once_when_it_is_asked_to(tmp_path):
    def act(show):
        show.step(40)
        show.playback.silence()
        show.inputs.play("in1", 9)
        show.step(20)

    _, mix, replayed, _ = input_played(tmp_path, act)
    assert np.abs(mix[-4 * HOP :]).max() > 0.0
    assert np.array_equal(replayed[: len(mix)], mix)


def test_who_sent_a_text_that_is_planned_is_told(tmp_path):
    async def act(hall):
        hall.told.failed = lambda client, why: hall.told.lines.append((client, why))
        hall.cues.cue("a dog barks", ONE)
        hall.cues.forget()
        assert not np.abs(await hall.play(0.3)).max()
        assert hall.told.lines == [(ONE, "stopped")]

    in_hall(tmp_path, act)


def test_a_start_that_link_was_asked_for_is_taken_back_unless_it_has_begun(tmp_path):
    async def run():
        stage, asked, heard = Stage(tmp_path), [], []
        link = SimpleNamespace(
            ask=lambda *, play: asked.append(play) or True,
            read=lambda: [heard.pop()] if heard else [],
        )
        parts = dict.fromkeys(("cues", "planning", "rooms"))
        transport = Transport(
            TransportSettings(), stage.clock, stage.show, playback=stage.playback, folder=tmp_path,
            osc=SimpleNamespace(transport=lambda *_: None), log=lambda _: None,
            delay=lambda: 0.0, codes=[], link=link, **parts,
        )  # fmt: skip
        transport.carry_out(Roll(), ONE)
        transport.hush()
        assert asked == [True, False]
        transport.carry_out(Roll(), ONE)
        heard.append(Heard(Said(0.0, "begins"), 0.0))
        transport.hush()
        assert asked == [True, False, True]
        assert stage.clock.rolling
        stage.playback.close()

    asyncio.run(run())
