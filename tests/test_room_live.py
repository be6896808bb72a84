"""Rooms over OSC, in timelines and offline: what is said is done, kept and repeated."""

from collections import deque

import numpy as np
import pytest
import soundfile

from ttmba_live.audio import RATE
from ttmba_live.engine import Entry, GlideSettings, Mixer, StartVoice
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import Position
from ttmba_live.offline import render
from ttmba_live.osc._settings import OscSettings
from ttmba_live.osc.namespace import AdmMemory, Desk, find
from ttmba_live.room import changed, named
from ttmba_live.scene import EnterRoom, Event, Scene, SetRoomFile, apply
from ttmba_live.session import Head, Replay, TimelineWriter
from ttmba_live.setup import Settings, choose
from ttmba_live.setup.rooms import room_of, with_impulse


def said(scene, address, *arguments):
    (match,) = find(address, scene)
    action = match.row.run(match.key, arguments, Desk(scene, OscSettings(), AdmMemory(10.0)))
    return apply(scene, action) if not hasattr(action, "values") else action.values


def test_the_room_is_changed_and_asked_over_osc():
    scene = said(Scene(), "/ttmba/room/preset", "living", "room")
    assert scene.room == named("living room")
    for address, values in (
        ("size", (12.0, 8.0, 4.0)), ("absorption", (0.25,)), ("early", (-3.0,)), ("late", (2.0,)),
        ("predelay", (30.0,)),
    ):  # fmt: skip
        scene = said(scene, f"/ttmba/room/{address}", *values)
        assert said(scene, f"/ttmba/room/{address}") == pytest.approx(values)
    scene = said(scene, "/ttmba/room/decay", 2.5)
    assert said(scene, "/ttmba/room/decay")[0] == pytest.approx(2.5, rel=0.01)
    with pytest.raises(InvalidInput, match=r"0\.05\.\.20"):
        said(scene, "/ttmba/room/decay", 30.0)
    with pytest.raises(InvalidInput, match="finite"):
        said(scene, "/ttmba/room/size", 3.0, float("nan"), 3.0)
    (match,) = find("/ttmba/room/file", scene)
    desk = Desk(scene, OscSettings(), AdmMemory(10.0))
    assert match.row.run("", ("none",), desk) == SetRoomFile("")


def test_sources_have_a_send_and_a_spread():
    scene = Scene().place(Event.checked("x", 1.0, Position(), id="a"))
    scene = said(scene, "/ttmba/source/a/room", -9.0)
    scene = said(scene, "/ttmba/source/a/spread", 60.0)
    assert said(scene, "/ttmba/source/a/room") == (-9.0,)
    assert said(scene, "/ttmba/source/a/spread") == (60.0,)
    with pytest.raises(InvalidInput, match=r"0\.\.180"):
        said(scene, "/ttmba/source/a/spread", 181.0)


def test_a_run_in_rooms_is_played_again_to_the_last_sample(tmp_path):
    binaural = Settings().binaural
    renderer, _ = choose.renderer(binaural, 256)
    mixer = Mixer(renderer, voices=16)
    mixer.log = deque()
    writer = TimelineWriter(tmp_path, Head(256, 16, GlideSettings(), "sketch", binaural))
    noise = (0.1 * np.random.default_rng(1).standard_normal(RATE)).astype(np.float32)
    soundfile.write(tmp_path / "clips" / "a.wav", noise, RATE, "FLOAT")
    event = Event.checked("x", 1.0, Position(40.0, 0.0, 3.0), id="a", room_db=-3.0, spread=30.0)
    mixer.scene = apply(Scene().place(event), EnterRoom(named("church")))
    mixer.inbox.append(StartVoice(1, "a", noise, None, "clips/a.wav"))
    blocks = [mixer.step() for _ in range(100)]
    mixer.scene = apply(mixer.scene, EnterRoom(changed(named("cave"), decay=2.0)))
    blocks += [mixer.step() for _ in range(150)]
    writer.entries(mixer.log)
    writer.flush(mixer.frame)
    writer.close()
    again, replay = Mixer(renderer, voices=16), Replay(tmp_path)
    entries = deque(one for one in replay.entries() if isinstance(one, Entry))
    heard = []
    for _ in range(250):
        while entries and entries[0].frame <= again.frame:
            what = entries.popleft().what
            if isinstance(what, Scene):
                again.scene = what
            else:
                again.inbox.append(what)
        heard.append(again.step().mix)
    replay.close()
    assert np.array_equal(np.concatenate(heard), np.concatenate([b.mix for b in blocks]))


def test_render_is_in_the_room_that_is_asked_for(tmp_path):
    scene = tmp_path / "scene.json"
    event = (
        '{"sound": "dog", "duration": 0.2, "azimuth": 0, "elevation": 0, "distance": 2, "start": 0}'
    )
    scene.write_text(f'{{"version": 1, "room": "church", "events": [{event}]}}', encoding="utf-8")
    options = {"generator": "sketch", "planner": "rules", "renderer": "sphere"}
    church = render(scene, **options)[0]
    dry = render(scene, **options, room="none")[0]
    assert len(church) > len(dry) + RATE
    assert len(render(scene, **options, room="studio")[0]) < len(church)
    with pytest.raises(InvalidInput, match="plays no rooms"):
        render(scene, generator="sketch", renderer="nfs")
    scene.write_text('{"version": 1, "room": "chirch", "events": []}', encoding="utf-8")
    with pytest.raises(InvalidInput, match="church"):
        render(scene, **options)


def test_a_measured_response_is_found_and_judged(tmp_path):
    decay = np.exp(-np.arange(RATE) / 9000.0)[:, None]
    wet = (np.random.default_rng(1).standard_normal((RATE, 2)) * decay).astype(np.float32)
    soundfile.write(tmp_path / "Crypt.wav", 0.2 * wet, RATE, "FLOAT")
    room = with_impulse(changed(named("church"), file="crypt"), str(tmp_path))
    assert room.impulse.samples.shape == (RATE, 2)
    assert room_of(str(tmp_path / "Crypt.wav")).impulse is not None
    soundfile.write(tmp_path / "silent.wav", np.zeros(100), RATE)
    with pytest.raises(InvalidInput, match="silent"):
        with_impulse(changed(named("church"), file="silent"), str(tmp_path))
    with pytest.raises(Unavailable, match="Crypt"):
        with_impulse(changed(named("church"), file="cript"), str(tmp_path))
