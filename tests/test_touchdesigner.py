"""The TouchDesigner component, built and run in a stand-in, with real OSC to a real daemon."""

import importlib.util
import re
import socket
import sys
import time
from pathlib import Path

import pytest
from daemon import PATIENCE, Daemon, hear
from ports import free_port
from pythonosc.osc_message import OscMessage
from touchdesigner_stand_in import World

from ttmba_live.geometry import Position

FOLDER = Path(__file__).parent.parent / "touchdesigner"


def builder(world, monkeypatch):
    """The builder script, imported as in that TouchDesigner."""
    monkeypatch.setitem(sys.modules, "td", world.td)
    spec = importlib.util.spec_from_file_location("build_ttmba", FOLDER / "build_ttmba.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "build_ttmba", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["plain", "old", "docks"])
def world(request):
    """Builds that name things differently or dock callbacks of their own."""
    made = World(old=request.param == "old", docks=request.param == "docks")
    yield made
    made.close()


@pytest.fixture
def comp(monkeypatch):
    world = World()
    yield builder(world, monkeypatch).build(world.root)
    world.close()


def picture(comp):
    """All that a build could change."""
    return [
        (
            op.name, op.kind, op.nodeX, op.nodeY, op.text,
            [[cell.val for cell in row] for row in op.cells],
            [(n, p.style, p.val, p.expr, p.default) for n, p in op.par.all.items()],
            [page.name for page in op.customPages], [source.name for source in op.inputs],
        )
        for op in (comp, *comp.children)
    ]  # fmt: skip


def test_building_twice_changes_nothing(world, monkeypatch):
    build = builder(world, monkeypatch).build
    comp = build(world.root)
    once = picture(comp)
    assert build(world.root) is comp
    assert picture(comp) == once
    assert len(world.root.children) == 1


def test_building_again_keeps_what_the_user_did_and_renews_the_code(world, monkeypatch):
    build = builder(world, monkeypatch).build
    comp = build(world.root)
    comp.par.Port = 7777
    comp.op("sources").appendRow(["dog"])
    comp.op("osc_out").nodeX = -500
    comp.create(world.td.textDAT, "mine")
    comp.op("heartbeat").text = "old code"
    build(world.root)
    assert comp.par.Port.eval() == comp.op("osc_out").par.port.eval() == 7777
    assert comp.op("sources").numRows == 2
    assert comp.op("osc_out").nodeX == -500
    assert comp.op("mine") is not None
    assert "onFrameStart" in comp.op("heartbeat").text


def test_axes(comp):
    """TouchDesigner: x right, y up, the camera looks along -z."""
    code = comp.op("ttmba").module
    for aed, xyz in {
        (0, 0, 2): (0, 0, -2),
        (90, 0, 2): (-2, 0, 0),
        (-90, 0, 2): (2, 0, 0),
        (180, 0, 2): (0, 0, 2),
        (0, 90, 2): (0, 2, 0),
    }.items():
        assert code.touchdesigner_axes(*aed) == pytest.approx(xyz, abs=1e-9)
    for aed in ((30, 20, 3), (-135, -40, 0.5)):
        there = code.touchdesigner_axes(*aed)
        assert code.direction(*there) == pytest.approx(aed)
        front, left, up = Position(*map(float, aed)).xyz
        assert there == pytest.approx((-left, up, -front))


class Show:
    """A component in front of a daemon, and another client that asks the daemon what is so."""

    def __init__(self, comp, port, caller):
        self.comp, self.world, self.caller = comp, comp.world, caller
        comp.par.Port = port
        comp.par.Replyport = free_port()

    def until(self, condition, what, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"waited for {what}: {self.table()}"
            self.world.frame(self.comp)
            time.sleep(0.01)

    def table(self):
        return [[cell.val for cell in row] for row in self.comp.op("sources").cells]

    def cell(self, name, column):
        heading, *rows = self.table()
        found = [dict(zip(heading, row, strict=True)) for row in rows if row[0] == name]
        return found[0][column] if found else ""

    def place(self):
        self.caller.send("/adm/obj/1/aed")
        azimuth, elevation, share = hear(self.caller, "/adm/obj/1/aed")
        return azimuth, elevation, share * 10.0


def test_a_cue_sounds_and_the_component_shows_and_moves_it(tmp_path, comp):
    with Daemon(tmp_path) as daemon, daemon.caller() as caller:
        show = Show(comp, daemon.port, caller)
        show.until(comp.par.Connected.eval, "the daemon's word")
        comp.par.Cue = "rain@9@90,0@2@0"
        comp.par.Sendcue.pulse()
        show.until(lambda: show.cell("rain", "state") == "playing", "the sound")
        assert show.cell("rain", "sound") == "rain"
        assert show.cell("rain", "progress") == "1"
        channels = comp.op("positions").channels
        at = [channels[axis].vals[0] for axis in ("tx", "ty", "tz")]
        assert at == pytest.approx([-2.0, 0.0, 0.0], abs=1e-6)
        assert channels["playing"].vals == [1.0]

        comp.par.Source = "rain"
        show.until(lambda: comp.par.Azimuth.eval() == 90.0, "the page to show the source")
        comp.par.Elevation = 30.0
        show.until(lambda: show.place() == pytest.approx((90, 30, 2)), "one angle")
        comp.Move("rain", 0.0, 0.0, -3.0)
        show.until(lambda: show.place() == pytest.approx((0, 0, 3), abs=1e-5), "a move in TD axes")
        # An OSC Out CHOP: a channel's name is the address, each value a message of one float.
        for channel, value in {"x": 0.0, "y": 3.0, "z": 0.0}.items():
            comp.op("osc_out").sendOSC(f"/ttmba/source/rain/{channel}", [value])
        show.until(lambda: show.place() == pytest.approx((90, 0, 3)), "a move axis by axis")
        comp.par.Yaw = 40.0
        show.until(lambda: _ypr(caller)[0] == pytest.approx(40.0), "the head")
        comp.par.Recenter.pulse()
        show.until(lambda: _ypr(caller) == pytest.approx((0, 0, 0)), "the head again")

        comp.Send("/ttmba/source/nobody/play")
        show.until(lambda: "nobody" in comp.par.Lasterror.eval(), "the error")
        comp.par.Panic.pulse()
        show.until(lambda: show.cell("rain", "state") == "done", "silence")
        daemon.kill()
        show.until(lambda: not comp.par.Connected.eval(), "the lamp to go out")


def _ypr(caller):
    caller.send("/adm/lis/ypr")
    return hear(caller, "/adm/lis/ypr")


def test_meters_are_asked_for_and_become_levels(comp):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(PATIENCE)
        comp.par.Port = ear.getsockname()[1]
        comp.par.Replyport = free_port()

        def sent(address):
            while (heard := OscMessage(ear.recv(65536))).address != address:
                pass
            return heard.params

        for on, address, more in (
            (1, "/ttmba/meter/subscribe", [20.0]),
            (0, "/ttmba/meter/unsubscribe", []),
        ):
            comp.par.Meters = on
            comp.world.frame(comp)
            comp.extension.last_beat = -1e9
            comp.world.frame(comp)
            assert sent(address) == [comp.par.Replyport.eval(), *more]
    for name, state, rms in (("dog", "playing", -20.0), ("cat", "done", -20.0)):
        comp.Heard("/ttmba/event/state", [name, state, ""])
        comp.Heard("/ttmba/meter", [name, -6.0, rms])
    comp.Heard("/ttmba/event/state", ["cow", "playing", ""])
    comp.world.frame(comp)
    assert comp.op("positions").channels["level"].vals == pytest.approx([0.1, 0.0, 0.0])


def test_the_table_keeps_its_size_and_its_heading(comp):
    for number in range(300):
        comp.Heard("/ttmba/event/state", [f"s{number}", "done" if number % 2 else "playing", ""])
    comp.Heard("/ttmba/event/state", ["id", "ready", ""])
    rows = [[cell.val for cell in row] for row in comp.op("sources").cells]
    assert len(rows) == 257
    assert rows[0][:3] == ["id", "sound", "state"]
    assert rows[-1][:3] == ["id", "", "ready"]
    assert {row[0] for row in rows[1:]} >= {"s0", "s2"}, "those that sound stay"
    comp.par.Clearsources.pulse()
    comp.world.frame(comp)
    assert comp.op("sources").numRows == 1
    assert comp.op("positions").channels == {}


def test_the_page_names_every_parameter_and_method():
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    build = (FOLDER / "build_ttmba.py").read_text(encoding="utf-8")
    methods = re.findall(r"def ([A-Z]\w+)", (FOLDER / "dats" / "ttmba.py").read_text())
    called_by_dats = {"Heard", "Pulsed", "Changed", "Beat", "Positions"}
    for name in re.findall(r'Custom\("(\w+)"', build) + sorted(set(methods) - called_by_dats):
        assert f"`{name}" in page, name
