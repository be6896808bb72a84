"""Snapshots: how everything stands, kept under a name, brought back at once or in some time."""

import asyncio
from dataclasses import replace

import numpy as np
import pytest
from hall import Hall
from snapshot_board import ME, Board, at_verse, yaw
from timeless import timeless

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, Trajectory, ypr_from_quaternion
from ttmba_live.live._snapshots import MOST
from ttmba_live.room import named
from ttmba_live.scene import (
    DeleteSnapshot,
    EnterRoom,
    Event,
    ListSnapshots,
    MovePolar,
    RecallSnapshot,
    SetGain,
    SetLoop,
    SetSpread,
    StoreSnapshot,
)
from ttmba_live.session import SNAPSHOTS, RunFolder, set_aside
from ttmba_live.session._rerun import Rerun


@timeless
async def test_a_recall_brings_back_what_is_there_and_leaves_the_rest_alone():
    board, verse = at_verse()
    board.act(SetLoop("dog", loop=True))
    board.scene = board.scene.without("rain").place(Event("bell", 1.0, id="bell"))
    bell = board.scene.sources["bell"]
    assert board.say(RecallSnapshot("verse")) == [("recalled", "verse", 1, "gone: rain")]
    assert board.dog == replace(verse.sources["dog"], loop=True)
    assert board.scene.sources["bell"] is bell
    assert (board.scene.gain_db, board.scene.room) == (verse.gain_db, verse.room)
    assert board.scene.listener.xyz == verse.listener.xyz
    await asyncio.sleep(1.0)
    assert board.scene.listener == verse.listener


@timeless
async def test_a_recall_in_some_time_is_half_way_at_half_of_it():
    board, verse = at_verse()
    board.say(RecallSnapshot("verse", 4.0))
    assert (board.dog.mute, board.scene.room) == (False, verse.room)
    assert board.dog.gain_db == -43.0
    await asyncio.sleep(2.0)
    assert (board.dog.gain_db, board.dog.room_db) == pytest.approx((-23.0, -16.0), abs=0.5)
    assert (board.dog.spread, board.scene.gain_db) == pytest.approx((40.0, -6.0), abs=0.5)
    assert 60.0 < board.dog.position.azimuth < 90.0
    assert board.dog.position.distance == pytest.approx(4.5, abs=0.05)
    assert board.scene.listener.xyz[1] == pytest.approx(0.5, abs=0.02)
    turned = ypr_from_quaternion(board.scene.listener.orientation)[0]
    assert turned == pytest.approx(50.0, abs=1.0)
    await asyncio.sleep(2.1)
    assert board.scene == verse


@timeless
async def test_what_a_hand_moves_meanwhile_is_the_hands():
    board, verse = at_verse()
    board.act(MovePolar("rain", -60.0))
    board.say(RecallSnapshot("verse", 4.0))
    await asyncio.sleep(1.0)
    board.act(MovePolar("dog", -90.0, 0.0, 1.0))
    await asyncio.sleep(4.0)
    assert board.dog.position == Position(-90.0, 0.0, 1.0)
    assert board.dog.gain_db == -3.0
    assert board.scene.sources["rain"] == verse.sources["rain"]


@timeless
async def test_a_tracker_keeps_the_head():
    board, _ = at_verse()
    board.act(yaw(60.0))
    board.say(RecallSnapshot("verse"))
    seen = []
    for step in range(50):
        await asyncio.sleep(0.011)
        seen.append(ypr_from_quaternion(board.scene.listener.orientation)[0])
        board.act(yaw(60.1 + 0.01 * step))
    assert min(seen) > 55.0


@timeless
async def test_what_is_newer_takes_over():
    board, verse = at_verse()
    board.say(StoreSnapshot("chorus"))
    chorus = board.scene
    board.say(RecallSnapshot("verse", 4.0))
    await asyncio.sleep(1.0)
    board.glides.move(board.dog, Trajectory((0.0, 1.0), (Position(), Position(-90.0))), ME)
    await asyncio.sleep(4.0)
    assert board.dog.position == Position(-90.0)
    assert board.dog.gain_db == -3.0
    board.say(RecallSnapshot("verse", 4.0))
    await asyncio.sleep(1.0)
    board.say(RecallSnapshot("chorus"))
    await asyncio.sleep(5.0)
    assert board.scene == chorus
    board.say(RecallSnapshot("verse", 4.0))
    await asyncio.sleep(1.0)
    board.glides.forget()  # as a stop does
    stopped = board.scene
    await asyncio.sleep(5.0)
    assert board.scene is stopped
    assert stopped.sources["dog"].position not in (
        verse.sources["dog"].position, chorus.sources["dog"].position,
    )  # fmt: skip


@timeless
async def test_a_source_on_its_way_goes_on_and_one_that_left_it_comes_back():
    board = Board()
    circle = Trajectory((0.0, 8.0), (Position(), Position(90.0)))
    board.scene = board.scene.place(Event("bee", 8.0, id="bee", trajectory=circle))
    board.since["bee"] = 4.0
    board.say(StoreSnapshot("flies"))
    board.say(RecallSnapshot("flies", 1.0))
    await asyncio.sleep(2.0)
    assert board.scene.sources["bee"].trajectory is circle
    board.act(MovePolar("bee", -90.0))
    board.say(RecallSnapshot("flies", 1.0))
    await asyncio.sleep(2.0)
    assert board.scene.sources["bee"].trajectory is None
    assert board.scene.sources["bee"].position.azimuth == pytest.approx(45.0)


@timeless
async def test_a_source_that_goes_meanwhile_holds_up_nobody():
    board, verse = at_verse()
    board.act(MovePolar("rain", -60.0))
    board.say(RecallSnapshot("verse", 4.0))
    await asyncio.sleep(1.0)
    board.scene = board.scene.without("dog")
    await asyncio.sleep(4.0)
    assert board.scene == verse.without("dog")


def test_names_are_found_replaced_listed_and_bounded():
    board, _ = at_verse()
    with pytest.raises(InvalidInput, match="no snapshot is called 'vers'; did you mean 'verse'"):
        board.say(RecallSnapshot("vers"))
    note = "in place of the one before"
    assert board.say(StoreSnapshot("verse")) == [("stored", "verse", 2, note)]
    board.say(StoreSnapshot("chorus"))
    assert board.say(ListSnapshots()) == [
        ("listed", 1, 2, "verse", 2), ("listed", 2, 2, "chorus", 2),
    ]  # fmt: skip
    for number in range(MOST - 2):
        board.say(StoreSnapshot(str(number)))
    with pytest.raises(InvalidInput, match=f"{MOST} snapshots are kept"):
        board.say(StoreSnapshot("one more"))
    board.say(StoreSnapshot("chorus"))
    for name in ("verse", "chorus", *map(str, range(MOST - 2))):
        assert board.say(DeleteSnapshot(name)) == [("deleted", name)]
    with pytest.raises(InvalidInput, match="no snapshot"):
        board.say(DeleteSnapshot("verse"))
    assert board.say(ListSnapshots()) == [("listed", 0, 0, "", 0)]


def run_in(folder):
    """The files of the next run in a session's folder."""
    return RunFolder(folder, set_aside(folder))


@timeless
async def test_the_next_run_in_the_folder_has_them(tmp_path):
    files = run_in(tmp_path)
    _, verse = at_verse(files)
    files.close()
    files = run_in(tmp_path)
    board = Board(files)
    assert board.say(ListSnapshots()) == [("listed", 1, 1, "verse", 2)]
    board.act(EnterRoom(named("cave")))
    board.say(RecallSnapshot("verse"))
    await asyncio.sleep(1.0)
    assert board.scene == verse
    files.close()


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"name": "../x"}', '{"name": "a", "gain_db": 99}', "[" * 100_000]
)
def test_a_file_that_no_daemon_wrote_is_put_aside_and_told(tmp_path, text):
    (tmp_path / SNAPSHOTS).write_text(text)
    files = run_in(tmp_path)
    board = Board(files)
    (line,) = board.lines
    assert f"{SNAPSHOTS}: line 1 is no snapshot" in line
    assert "\n" not in line
    assert board.say(ListSnapshots()) == [("listed", 0, 0, "", 0)]
    assert (tmp_path / "snapshots-unread.jsonl").read_text() == text
    files.close()


@timeless
async def test_a_run_that_is_played_again_has_every_recall(tmp_path):
    hall = Hall(tmp_path)
    board, heard = Board(playback=hall.playback), []

    async def play(seconds):
        for _ in range(round(seconds / 0.02)):
            await asyncio.sleep(0.02)
            heard.append(await hall.play(0.02))

    try:
        await hall.begin(position=Position(90.0), loop=True)
        begun = hall.mixer.frame
        board.say(StoreSnapshot("left"))
        for command in (MovePolar("a", -90.0), SetGain("a", -20.0), SetSpread("a", 30.0)):
            board.act(command)
        await play(0.1)
        board.say(RecallSnapshot("left", 0.2))
        await play(0.4)
        board.act(MovePolar("a", -90.0))
        await play(0.1)
        board.say(RecallSnapshot("left"))
        await play(0.1)
    finally:
        hall.planning.close()
        hall.playback.close()
    again = Rerun(tmp_path)
    again.run()
    mix = again.mix.samples()[begun - hall.mixer.latency :, 0]
    again.close()
    live = np.concatenate(heard)
    right, left = np.abs(live[3072:5120]).max(), np.abs(live[-4096:]).max()
    assert left > 4.0 * right
    assert np.array_equal(mix[: len(live)], live)


def test_a_daemon_keeps_and_brings_back(shared_daemon):
    with shared_daemon.client() as ttmba:
        bell = ttmba.event("snap_bell", "bell", 0.2, 30.0, 0.0, 2.0)
        ttmba.store("snap one")
        bell.move(-60, 0, 3)
        bell.gain(-12)
        ttmba.recall("snap one")
        assert ttmba.call("/ttmba/source/snap_bell/aed") == (30, 0, 2)
        assert ttmba.call("/ttmba/source/snap_bell/gain") == (0,)
        assert ttmba.call("/ttmba/snapshot/recall") == ("snap one",)
        ttmba.call("/ttmba/snapshot/list")
        told = [values for address, values in ttmba.replies() if "snapshot" in address]
        assert [one[2] for one in told if len(one) == 4] == ["snap one"]
        with pytest.raises(InvalidInput, match=r"did you mean 'snap one'"):
            ttmba.recall("snap on")
        with pytest.raises(InvalidInput, match=r"0\.\.3600 s, not -1"):
            ttmba.recall("snap one", -1)
        with pytest.raises(InvalidInput, match="plain name"):
            ttmba.store("../verse")
        ttmba.call("/ttmba/snapshot/delete", "snap one")
        bell.wait("done")
