"""Listening over OSCQuery: who hears which changes, and for how long."""

from __future__ import annotations

import json

import pytest
from query_home import barrier, osc, say, visit

from ttmba_live.osc import Level
from ttmba_live.scene import Event, MovePolar, SetMute, SetName, apply


def test_a_listener_hears_changes_until_it_ignores_them():
    def client(home):
        with home.listen() as listening:
            say(listening, "LISTEN", "/ttmba/source/dog/azimuth")
            say(listening, "LISTEN", "/adm/obj/1/mute")
            barrier(home, listening)
            home.scene = apply(home.scene, MovePolar("dog", azimuth=30.0))
            assert osc(listening.recv(20)) == ("/ttmba/source/dog/azimuth", 30.0)
            home.scene = apply(home.scene, SetMute("dog", mute=True))
            assert osc(listening.recv(20)) == ("/adm/obj/1/mute", True)
            say(listening, "IGNORE", "/ttmba/source/dog/azimuth")
            barrier(home, listening)
            home.scene = apply(home.scene, MovePolar("dog", azimuth=60.0))
            home.scene = apply(home.scene, SetName("dog", "Rex"))
            with pytest.raises(TimeoutError):
                listening.recv(0.3)

    visit(client)


def test_a_listener_hears_what_is_sent_and_reads_it_afterwards():
    def client(home):
        with home.listen() as listening:
            say(listening, "LISTEN", "/ttmba/event/state")
            barrier(home, listening)
            home.loop.call_soon_threadsafe(home.server.state, None, "dog", "playing", "")
            home.loop.call_soon_threadsafe(home.server.state, None, "cat", "done", "stopped")
            assert osc(listening.recv(20)) == ("/ttmba/event/state", "dog", "playing", "")
            assert osc(listening.recv(20)) == ("/ttmba/event/state", "cat", "done", "stopped")
            value = home.get("/ttmba/event/state?VALUE")
            assert value == (200, {"VALUE": ["cat", "done", "stopped"]})

    visit(client)


def test_listening_to_meters_asks_for_them():
    def client(home):
        with home.listen() as listening:
            assert not home.server.wants_meters()
            say(listening, "LISTEN", "/ttmba/meter")
            barrier(home, listening)
            assert home.server.wants_meters()
            home.server.levels({"dog": Level(1.0, 0.5)}, (Level(0, 0), Level(0, 0)))
            address, name, peak, rms = osc(listening.recv(20))
            assert (address, name, peak) == ("/ttmba/meter", "dog", 0.0)
            assert rms == pytest.approx(-3.01, abs=0.01)

    visit(client)


def test_sources_that_come_and_go_are_told():
    def client(home):
        with home.listen() as listening:
            barrier(home, listening)
            home.scene = home.scene.place(Event("rain", 1.0, id="rain"))
            told = [json.loads(listening.recv(20)) for _ in range(2)]
            assert told == [
                {"COMMAND": "PATH_ADDED", "DATA": "/adm/obj/6"},
                {"COMMAND": "PATH_ADDED", "DATA": "/ttmba/source/rain"},
            ]
            assert home.get("/ttmba/source/rain/loop?VALUE")[0] == 200
            home.scene = home.scene.without("rain")
            told = [json.loads(listening.recv(20)) for _ in range(2)]
            assert {one["COMMAND"] for one in told} == {"PATH_REMOVED"}
            assert home.get("/ttmba/source/rain")[0] == 404

    visit(client)


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", "1", "{}", '{"COMMAND":"LISTEN"}', '{"COMMAND":"LISTEN","DATA":7}',
     '{"COMMAND":7,"DATA":"/ttmba/gain"}', "[" * 4000, b"\0"],
    ids=repr,
)  # fmt: skip
def test_nonsense_is_passed_over(text):
    def client(home):
        with home.listen() as listening:
            listening.send(text)
            barrier(home, listening)
        assert home.handler.commands == []

    visit(client)
