"""What a daemon says and answers in time: heads, queries, refusals, no MIDI, its end."""

import asyncio
import threading
from types import SimpleNamespace

import pytest
from daemon import Daemon, hear, wait_for

from ttmba_live.cli import main
from ttmba_live.engine import Turns
from ttmba_live.errors import Unavailable
from ttmba_live.live import _heads, _run
from ttmba_live.live._heads import Heads
from ttmba_live.live._midi import MidiTriggers, checked_table
from ttmba_live.midi import MidiRow
from ttmba_live.midi.ports import MidiPorts
from ttmba_live.osc import Client
from ttmba_live.osc.namespace import Playing
from ttmba_live.setup import BinauralSettings, Choice

ME = Client("127.0.0.1", 9)


class Said:
    """The half of OSC that heads speak to."""

    def __init__(self):
        self.playing, self.heard = Playing(), []

    def error(self, _client, _address, why):
        self.heard.append(("error", why))

    def head(self, _client, name, _about):
        self.heard.append(("head", name))

    def tell(self, _client, _address, name, _about):
        self.heard.append(("preparing", name))

    def part(self, *_):
        pass


def test_of_many_heads_the_last_one_wins(tmp_path, monkeypatch):
    for name in "abc":
        (tmp_path / f"{name}.sofa").write_text(name)
    goes_on, begun, posted, osc = threading.Event(), threading.Event(), [], Said()

    def made(settings, hop):
        if settings.head:
            begun.set()
            goes_on.wait(60)
        return SimpleNamespace(), Choice("head", "as asked")

    monkeypatch.setattr(_heads.choose, "renderer", made)
    monkeypatch.setattr(_heads, "is_prepared", lambda _: False)

    async def run():
        settings = BinauralSettings(heads=str(tmp_path))
        heads = Heads(settings, 256, posted.append, lambda _: None, osc, Turns())
        asked = [asyncio.ensure_future(heads.change("a", ME))]
        await asyncio.to_thread(begun.wait, 60)
        await heads.change("nobody", ME)
        assert "no head is called 'nobody'" in osc.heard[-1][1], "at once, and 'a' stays wanted"
        asked += [asyncio.ensure_future(heads.change(name, ME)) for name in "bc"]
        await asyncio.sleep(0)
        goes_on.set()
        await asyncio.gather(*asked)
        assert [change.head[-6:] for change in posted] == ["c.sofa"]
        assert osc.playing.head == "c"
        begun.clear()
        goes_on.clear()
        waiting = asyncio.ensure_future(heads.change("b", ME))
        await asyncio.to_thread(begun.wait, 60)
        await heads.change("default", ME)
        assert (posted[-1].head, osc.playing.head) == ("", "default"), "it is not waited for"
        goes_on.set()
        await waiting
        assert len(posted) == 2

    asyncio.run(run())
    told = [what for kind, what in osc.heard if kind == "error"]
    assert [why.split()[0] for why in told[1:]] == ["'a'", "'b'", "'b'"]
    assert [what for kind, what in osc.heard if kind == "preparing"] == ["a", "b", "c", "b"]


def test_midi_that_comes_later_is_heard():
    there, said = [], []

    class Driver:
        def names(self):
            return ["keys"]

        def open(self, _name, _take):
            return SimpleNamespace(close=lambda: None)

    def reach():
        if not there:
            raise Unavailable("no MIDI here: nothing")
        return Driver()

    async def run():
        osc = SimpleNamespace(connect=lambda *_: ME, disconnect=lambda _: None)
        table = checked_table([MidiRow(note=1, cue="a bell")])
        midi = MidiTriggers(table, MidiPorts(reach), osc, said.append)
        midi.start()
        for second in range(120):
            if second == 60:
                there.append(1)
            midi.look()
        midi.close()

    asyncio.run(run())
    assert len(said) == 2
    assert "going on without" in said[0]
    assert said[1] == "MIDI input 'keys' is heard"


def test_the_end_of_a_session_says_how_far_it_is(monkeypatch):
    monkeypatch.setattr(_run, "_TELL", 0.001)
    said = []

    async def run():
        telling = asyncio.ensure_future(_run._tell_share(SimpleNamespace(share=0.25), said.append))
        while not said:  # noqa: ASYNC110 - it is said within moments
            await asyncio.sleep(0.001)
        telling.cancel()

    asyncio.run(run())
    assert said[0].startswith("finishing: stems 25%")


def sent(daemon, *words):
    with pytest.raises(SystemExit) as ended:
        main(["send", *words, "--port", str(daemon.port), "--wait", "1"])
    return ended.value.code


def test_a_daemon_answers_queries_and_refusals(shared_daemon, capsys):
    assert sent(shared_daemon, "/ttmba/head", "nobody") == 2
    assert "no head is called" in capsys.readouterr().out
    with shared_daemon.caller() as caller:
        for address, value in (("/ttmba/head", "default"), ("/ttmba/scene/load", "none")):
            caller.send(address)
            assert hear(caller, address) == (value,)
        caller.send("/ttmba/event", "anew", "dog barking", 30.0, 45.0, 0.0, 2.0, 20.0)
        hear(caller, "/ttmba/event/state", "anew", "planned")
        caller.send("/ttmba/source/anew/stop")
        caller.send("/ttmba/cue", "play the anew again")
        wait_for(
            caller, lambda to, said: to.endswith("state") and said[:2] == ("anew", "playing"), "it"
        )
        caller.send("/ttmba/source/anew/stop")
        hear(caller, "/ttmba/event/state", "anew", "done")


RTMIDI = """
import os
class RtMidiError(Exception): pass
def get_compiled_api(): return [1]
def MidiIn(api, name):
    os.write(2, b"noise of a library")
    raise RtMidiError("no sequencer")
"""


@pytest.mark.slow
def test_a_show_without_midi_plays_and_ends_with_where_its_files_are(tmp_path):
    (tmp_path / "rtmidi.py").write_text(RTMIDI)
    config = "[[midi]]\nnote = 1\ncue = 'a bell'\n[transport]\nmidi_clock = 'x'\n"
    config += f"[binaural]\nheads = '{tmp_path / 'no'}'\n"
    words = ("--session", str(tmp_path / "s"), "--record", str(tmp_path / "all.wav"))
    env = {"PYTHONPATH": str(tmp_path)}
    with Daemon(tmp_path, *words, config=config, env=env) as daemon, daemon.caller() as caller:
        caller.send("/ttmba/event", "a", "bell", 0.2, 0.0, 0.0, 1.0, 0.0)
        hear(caller, "/ttmba/event/state", "a", "done")
        assert daemon.terminate() == 0
    said = "".join(daemon.said)
    assert said.count("no MIDI here: no sequencer; going on without") == 1
    assert "noise" not in said
    assert "[binaural] heads: there is no folder" in said
    assert f"the session is whole in {tmp_path / 's'}" in said
    assert f"recorded {tmp_path / 'all.wav'}" in said
