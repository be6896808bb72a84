"""REAPER drives and records: the effect's file, its script, and the helper between it and us."""

import itertools
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import fields
from functools import partial
from pathlib import Path

import pytest
from daemon import Daemon, hear, wait_for

from ttmba_live.client.reaper import Bridge, Place, Request
from ttmba_live.errors import Unavailable
from ttmba_live.osc import rehearse

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "reaper_scripts"
LUA = shutil.which("lua5.4") or shutil.which("lua")
CASES = ROOT / "tests" / "lua" / "automation.lua"
NAMES = re.findall(r"^function cases\.(\w+)", CASES.read_text("utf-8"), re.MULTILINE)
needs_lua = pytest.mark.skipif(not LUA, reason="Lua 5.4 is not installed")
posix = pytest.mark.skipif(sys.platform == "win32", reason="its stand-in calls a POSIX shell")


def test_the_effect_has_its_sections_and_sliders_that_every_source_takes():
    """Its code was compiled and drawn by ysfx, another's reader of such files; here, its shape."""
    text = (SCRIPTS / "ttmba source.jsfx").read_text("utf-8")
    header, *sections = re.split(r"^(@\w+)", text, flags=re.MULTILINE)
    assert sections[::2] == ["@init", "@sample", "@gfx"]
    assert header.startswith("desc:ttmba source")
    for code in sections[1::2]:
        plain = re.sub(r"//.*|\"[^\"]*\"", "", code)
        assert [plain.count(mark) for mark in "([{"] == [plain.count(mark) for mark in ")]}"]
    rows = re.findall(r"^slider(\d):(\w+)=(.+?)<(.+?),(.+?),.+?>(-?)", header, re.MULTILINE)
    names = [field.name for field in fields(Place)]
    assert [row[1] for row in rows] == [*names, "slot"]
    assert [row[0] for row in rows] == list("1234567")
    assert [row[5] for row in rows] == 6 * [""] + ["-"], "the slot is the script's alone"
    for column in (2, 3, 4):
        place = Place(*(float(row[column]) for row in rows[:6]))
        for address, values in place.said():
            rehearse(f"/ttmba/source/dog/{address}", values)


@needs_lua
@posix
@pytest.mark.parametrize("case", [name for name in NAMES if name != "together"])
def test_lua(case, tmp_path):
    words = [LUA, str(CASES), case, str(SCRIPTS), str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")


class Wire:
    """A daemon's end of the helper's socket."""

    def __init__(self):
        self.sent, self.waiting, self.away = [], [], False

    def send(self, address, *arguments):
        if self.away:
            raise Unavailable("nobody listens there")
        self.sent.append((address, *arguments))
        if address == "/ttmba/ping":
            self.waiting.append(("/ttmba/pong", ("0.1.0",)))

    def receive(self, _):
        if not self.waiting:
            raise TimeoutError
        return self.waiting.pop(0)

    def moves(self):
        found = [one for one in self.sent if "/source/" in one[0]]
        self.sent.clear()
        return found


def request(run="7", count=1, body="source\tdog\t10\t0\t2\t-3\t0\t0\n"):
    return f"ttmba_live\t1\t{run}\t{count}\n{body}end\t{count}\n"


class Desk:
    """A helper with its file, its wire and its clock."""

    def __init__(self, folder):
        self.folder, self.wire, self.now, self.count = folder, Wire(), 100.0, 0
        self.bridge = Bridge(self.wire, folder, "7", lambda: self.now)

    def write(self, **words):
        self.count += 1
        (self.folder / "request.txt").write_text(request(count=self.count, **words), newline="\n")

    def step(self, seconds=0.01):
        self.now += seconds
        return self.bridge.step()

    def place(self, azimuth, elevation=0.0, distance=2.0, name="dog"):
        places = (name, float(azimuth), float(elevation), float(distance))
        self.wire.waiting.append(("/ttmba/scene/place", places))

    def space(self, spread, room, name="dog"):
        self.wire.waiting.append(("/ttmba/scene/space", (name, spread, room)))

    def answer(self):
        return (self.folder / "answer.txt").read_text()


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    desk.write()
    desk.step()
    assert ("/ttmba/scene/subscribe",) in desk.wire.sent
    desk.wire.waiting.append(("/ttmba/scene/source", ("dog", "dog", 1, 0.0, 0, 0, 0, "", "")))
    desk.place(90, 0, 1)
    desk.step()
    return desk


@pytest.mark.parametrize(
    "text",
    ["", "x", request()[:-1], request().replace("end\t1", "end\t2"),
     request(body="source\tdog\t1\n"), request(body="source\tdog\t1\tx\t1\t1\t1\t1\n"),
     request().replace("ttmba_live\t1", "other\t1")],
)  # fmt: skip
def test_what_is_not_whole_is_not_read(text):
    assert Request.read(text) is None


def test_a_whole_request_is_read():
    read = Request.read(request())
    assert (read.run, read.count, read.ends) == ("7", 1, False)
    assert read.places == {"dog": Place(10.0, 0.0, 2.0, -3.0, 0.0, 0.0)}


def test_reaper_places_what_is_there_and_then_what_changes(desk):
    assert desk.wire.moves() == [
        ("/ttmba/source/dog/aed", 10.0, 0.0, 2.0), ("/ttmba/source/dog/gain", -3.0),
        ("/ttmba/source/dog/spread", 0.0), ("/ttmba/source/dog/room", 0.0),
    ]  # fmt: skip
    desk.write(body="source\tdog\t11\t0\t2\t-3\t0\t0\nsource\tcat\t0\t0\t1\t0\t0\t0\n")
    desk.step()
    assert desk.wire.moves() == [("/ttmba/source/dog/aed", 11.0, 0.0, 2.0)]
    desk.step()
    assert desk.wire.moves() == []


def test_its_own_moves_do_not_come_back_and_others_do_with_a_number(desk):
    desk.place(40)  # gliding there
    desk.step(0.02)
    assert "source" not in desk.answer()
    desk.step(1.0)
    desk.place(-30)
    desk.step()
    known = "\t".join(["-30.0000", "0.0000", "2.0000", *3 * ["0.0000"]])
    assert f"source\tdog\t1\t{known}\n" in desk.answer()
    desk.place(-30)
    desk.step()
    assert "source\tdog\t1\t" in desk.answer(), "the same again is no move"
    desk.wire.moves()
    desk.write(body="source\tdog\t-30\t0\t2\t0\t0\t0\n")  # the sliders follow
    desk.step()
    assert desk.wire.moves() == []
    desk.write(body="source\tdog\t-31\t0\t2\t0\t0\t0\n")
    desk.step()
    assert desk.wire.moves() == [("/ttmba/source/dog/aed", -31.0, 0.0, 2.0)]


def test_spread_and_room_come_back_as_places_do(desk):
    desk.step(1.0)
    desk.space(60.0, -9.0)
    desk.step()
    assert "source\tdog\t1\t" in desk.answer()
    assert desk.answer().split("\n")[1].endswith("\t60.0000\t-9.0000")
    desk.wire.moves()
    desk.write(body="source\tdog\t10\t0\t2\t-3\t60\t-9\n")  # the sliders follow
    desk.step()
    assert desk.wire.moves() == []
    desk.write(body="source\tdog\t10\t0\t2\t-3\t60\t-8\n")
    desk.step()
    assert desk.wire.moves() == [("/ttmba/source/dog/room", -8.0)]
    desk.space(90.0, -8.0)  # while REAPER moves it
    desk.step()
    assert "source\tdog\t1\t" in desk.answer()


def test_a_daemon_that_goes_away_and_comes_back_is_placed_anew(desk):
    desk.wire.moves()
    desk.wire.away = True
    for _ in range(6):
        desk.write()
        assert desk.step(1.0)
    desk.wire.away = False
    desk.step(1.1)
    desk.step()
    assert ("/ttmba/scene/subscribe",) in desk.wire.sent
    desk.place(0)
    desk.step()
    assert ("/ttmba/source/dog/aed", 10.0, 0.0, 2.0) in desk.wire.moves()


def test_it_ends_with_the_script(desk, tmp_path):
    assert desk.step(14.0)
    desk.write()
    assert desk.step(14.0)
    assert not desk.step(16.0), "REAPER was closed"
    other = Desk(tmp_path)
    other.write(run="8")
    assert not other.step(), "the script began anew"
    last = Desk(tmp_path)
    last.write(body="quit\n")
    assert not last.step()


def is_at(azimuth, address, values):
    """Whether a message says that the dog is there."""
    return address.endswith("/place") and values[0] == "dog" and abs(values[1] - azimuth) < 0.1


@pytest.mark.slow
@needs_lua
@posix
def test_the_script_the_helper_and_a_daemon_play_together(tmp_path):
    program = tmp_path / "ttmba-live"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ttmba_live "$@"\n')
    program.chmod(0o755)
    with (
        Daemon(tmp_path, "--renderer", "sphere", "--generator", "sketch") as daemon,
        daemon.caller() as caller,
    ):
        caller.send("/ttmba/event", "dog", "dog barks", 1.0, 90.0, 0.0, 1.0, 0.0)
        hear(caller, "/ttmba/event/state", "dog", "done")
        caller.send("/ttmba/scene/subscribe")
        words = [LUA, CASES, "together", SCRIPTS, tmp_path, program, daemon.port]
        done = subprocess.Popen([*map(str, words)], stderr=subprocess.PIPE, text=True)
        said = []
        reader = threading.Thread(target=lambda: said.append(done.stderr.read()))
        reader.start()
        try:
            for azimuth, mark in ((10.0, "placed"), (-60.0, "automated")):
                wait_for(caller, partial(is_at, azimuth), mark)
                (tmp_path / mark).write_text("")
            # Whoever moves it in a rest of REAPER's is heard. Two moves at once would be none: the
            # newer takes the place of the older, and is where the source was before.
            for azimuth, spread, room in itertools.cycle(((30.0, 10.0, -3.0), (77.0, 40.0, -12.0))):
                if done.poll() is not None:
                    break
                caller.send("/ttmba/source/dog/azimuth", azimuth)
                caller.send("/ttmba/source/dog/spread", spread)
                caller.send("/ttmba/source/dog/room", room)
                threading.Event().wait(0.5)
            reader.join(60)
            assert (done.returncode, said) == (0, [""])
        finally:
            done.kill()
            done.wait()
            reader.join(60)
            done.stderr.close()
