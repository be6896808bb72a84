"""Every row of the table with its own example, and how addresses and arguments are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from osc_fuzz import scene

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, quaternion_from_ypr
from ttmba_live.osc import OscSettings, checked_name, markdown
from ttmba_live.osc._codec import Foreign
from ttmba_live.osc.namespace._addresses import OUT, ROWS, find
from ttmba_live.osc.namespace._table import TRIGGER, AdmMemory, Desk
from ttmba_live.scene import (
    AddEvent,
    Cue,
    Event,
    MoveCartesian,
    MoveListener,
    MovePolar,
    Panic,
    Ping,
    Play,
    RecordStart,
    RecordStop,
    SaveSession,
    SetGain,
    SetLoop,
    SetMasterGain,
    SetMute,
    SetName,
    Stop,
    StopAll,
    Subscribe,
    TurnHead,
    TurnHeadAxis,
    Unsubscribe,
)

SCENE = scene()


def ask(address: str, *arguments):
    """What a message means, for each row that it finds."""
    desk = Desk(SCENE, OscSettings(), AdmMemory(10.0))
    return [m.row.run(m.key, arguments, desk) for m in find(address, SCENE)]


DOG = "/ttmba/source/dog"


@pytest.mark.parametrize(
    ("address", "arguments", "command"),
    [
        ("/ttmba/cue", ("a dog barks",), Cue("a dog barks")),
        ("/ttmba/cue", ("rain", 30.0, 7, "left", 0.1), Cue("rain 30 7 left 0.1")),
        ("/ttmba/cue", ("dog@4@90,0@2@0\ncat@1@0,0@1@1",), Cue("dog@4@90,0@2@0\ncat@1@0,0@1@1")),
        (
            "/ttmba/event",
            ("d", "dog barking", 4, 90, -10.0, 2, 0),
            AddEvent(Event("dog barking", 4.0, Position(90.0, -10.0, 2.0), 0.0, id="d")),
        ),
        ("/ttmba/event", (1, "x", 1, 0, 0, 1, 0), AddEvent(Event("x", 1.0, Position(), id="1"))),
        (f"{DOG}/aed", (270, 10, 2), MovePolar("dog", -90.0, 10.0, 2.0)),
        (f"{DOG}/xyz", (1, 2, 3), MoveCartesian("dog", 1.0, 2.0, 3.0)),
        (f"{DOG}/azimuth", (-190.0,), MovePolar("dog", azimuth=170.0)),
        (f"{DOG}/elevation", (45,), MovePolar("dog", elevation=45.0)),
        (f"{DOG}/distance", (3,), MovePolar("dog", distance=3.0)),
        (f"{DOG}/x", (1,), MoveCartesian("dog", x=1.0)),
        (f"{DOG}/y", (1,), MoveCartesian("dog", y=1.0)),
        (f"{DOG}/z", (1,), MoveCartesian("dog", z=1.0)),
        (f"{DOG}/gain", (-6,), SetGain("dog", -6.0)),
        (f"{DOG}/mute", (1,), SetMute("dog", mute=True)),
        (f"{DOG}/mute", (False,), SetMute("dog", mute=False)),
        (f"{DOG}/mute", (0.0,), SetMute("dog", mute=False)),
        (f"{DOG}/loop", (True,), SetLoop("dog", loop=True)),
        (f"{DOG}/play", (), Play("dog")),
        (f"{DOG}/stop", (None,), Stop("dog")),
        ("/ttmba/source/nobody_yet/gain", (0,), SetGain("nobody_yet", 0.0)),
        ("/ttmba/source/café/play", (), Play("café")),
        ("/ttmba/listener/ypr", (90, 0, 0), TurnHead(quaternion_from_ypr(90, 0, 0))),
        ("/ttmba/listener/quaternion", (2, 0, 0, 0), TurnHead((1.0, 0.0, 0.0, 0.0))),
        ("/ttmba/listener/xyz", (1, 2, 3), MoveListener(1.0, 2.0, 3.0)),
        ("/ttmba/listener/y", (2,), MoveListener(y=2.0)),
        ("/ttmba/listener/yaw", (370,), TurnHeadAxis(yaw=10.0)),
        ("/ttmba/gain", (-3.0,), SetMasterGain(-3.0)),
        ("/ttmba/stop", (), StopAll()),
        ("/ttmba/panic", (), Panic()),
        ("/ttmba/ping", (), Ping()),
        ("/ttmba/ping", (9001,), Ping(9001)),
        ("/ttmba/subscribe", (), Subscribe(None)),
        ("/ttmba/subscribe", (9001.0,), Subscribe(9001)),
        ("/ttmba/unsubscribe", (9001,), Unsubscribe(9001)),
        ("/ttmba/record/start", ("take 1",), RecordStart("take 1")),
        ("/ttmba/record/start", (2,), RecordStart("2")),
        ("/ttmba/record/start", (2.0,), RecordStart("2")),
        ("/adm/obj/1/name", (5.0,), SetName("dog", "5")),
        ("/ttmba/event", (1.0, 2.0, 1, 0, 0, 1, 0), AddEvent(Event("2", 1.0, Position(), id="1"))),
        ("/ttmba/ping", (1.0,), Ping()),
        ("/ttmba/subscribe", (1,), Subscribe(None)),
        ("/ttmba/record/stop", (), RecordStop()),
        ("/ttmba/session/save", ("Abend",), SaveSession("Abend")),
        (f"{DOG}/aed", ((90.0, (0.0, 1.0)),), MovePolar("dog", 90.0, 0.0, 1.0)),
    ],
)
def test_messages_become_commands(address, arguments, command):
    assert ask(address, *arguments) == [command]


TRIGGERS = [row for row in ROWS if row.args == TRIGGER]


@pytest.mark.parametrize("row", TRIGGERS, ids=lambda row: row.address)
def test_a_button_triggers_when_pressed_and_not_when_let_go(row):
    address = row.address.format(id="dog")
    [meant] = ask(address)
    for pressed in ((1.0,), (1,), (True,), (0.5,), (127,), (None,), (Foreign("I"),), ((1.0,),)):
        assert ask(address, *pressed) == [meant]
    for released in ((0.0,), (0,), (False,)):
        assert ask(address, *released) == [None]


def test_whatever_happens_once_is_a_trigger():
    """An address that needs no argument is pressed by buttons, which send their value."""
    assert len(TRIGGERS) >= 7
    bare = [row.address for row in ROWS if not row.args and row.ask is None]
    assert bare == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.address)
def test_every_row_runs_with_its_own_example(row):
    address = row.address.format(id="dog", n=1, device="A1B2")
    [match] = find(address, SCENE)
    assert match.row is row
    desk = Desk(SCENE, OscSettings(), AdmMemory(10.0))
    before = (row.ask is not None) and row.run(match.key, (), desk)
    row.run(match.key, row.example, desk)
    assert not before or all(isinstance(v, (int, float, str)) for v in before.values)


CHECKED = [row for row in ROWS if row.args and row.args[-1].kind != "anything"]


@pytest.mark.parametrize("row", CHECKED, ids=lambda row: row.address)
def test_every_row_refuses_a_blob_and_one_argument_too_many(row):
    key = "1" if "{n}" in row.address else "dog"
    desk = Desk(SCENE, OscSettings(), AdmMemory(10.0))
    with pytest.raises(InvalidInput, match=row.args[0].name):
        row.run(key, (b"blob", *row.example[1:]), desk)
    if row.args[-1].kind != "words":
        with pytest.raises(InvalidInput, match=r"expected .*; got"):
            row.run(key, (*row.example, 1.0), desk)


@pytest.mark.parametrize(
    ("address", "arguments", "says"),
    [
        (f"{DOG}/aed", (1.0, 2.0), r"expected azimuth \(deg, \+ left\), .*; got 2 arguments"),
        ("/ttmba/event", (), "got none"),
        (f"{DOG}/aed", ("90", 0.0, 1.0), "azimuth must be a number .* not the text '90'"),
        (f"{DOG}/aed", (0.0, 91.0, 1.0), "elevation must lie in"),
        (f"{DOG}/aed", (0.0, 0.0, -1.0), "distance must lie in"),
        (f"{DOG}/aed", (float("nan"), 0.0, 1.0), "azimuth must be a finite number"),
        (f"{DOG}/x", (1e6,), "within 10000 m"),
        (f"{DOG}/gain", (50.0,), "gain must lie in"),
        (f"{DOG}/gain", (True,), "not true"),
        (f"{DOG}/mute", (2,), "mute must be 0 or 1"),
        (f"{DOG}/play", ("now",), "nothing, an impulse, T or a number"),
        (f"{DOG}/play", (1, 2), "got 2 arguments"),
        ("/ttmba/session/save", (3.5,), "name must be a text, not 3.5"),
        ("/ttmba/cue", (), "expected text; got none"),
        ("/ttmba/cue", ("  ",), "expected text"),
        ("/ttmba/cue", (b"x",), "not a blob"),
        ("/ttmba/cue", ("x" * 10001,), "at most 10000"),
        ("/ttmba/event", ("a b", "x", 1, 0, 0, 1, 0), "an id is"),
        ("/ttmba/event", ("..", "x", 1, 0, 0, 1, 0), "an id must not be"),
        ("/ttmba/event", ("a", "x", 0, 0, 0, 1, 0), "duration must be over 0"),
        ("/ttmba/listener/quaternion", (0, 0, 0, 0), "quaternion"),
        ("/ttmba/subscribe", (70000,), "1..65535"),
        ("/ttmba/subscribe", (1.5,), "whole number"),
        ("/ttmba/source/a:b/gain", (1.0,), "an id is"),
        ("/ttmba/source/dog/azimut", (1.0,), "did you mean '/ttmba/source/dog/azimuth'"),
        ("/ttmbe/cue", ("x",), "did you mean '/ttmba/cue'"),
        ("/ttmba/source/dog/gain -6", (), "no spaces"),
        ("/ttmba/source/dog", (), "something must follow"),
        ("/ttmba/nonsense", (), "did you mean '/ttmba/scene/...'"),
        ("/ttmba/sources", (), "did you mean '/ttmba/source/...'"),
        ("/ttmba/source//gain", (1.0,), "unknown address"),
        ("/adm/obj/1/2/gain", (1.0,), "unknown address"),
        ("/zzz", (), "unknown address"),
        ("/", (), "unknown address"),
        ("/ttmba/source/x*/gain", (1.0,), "no address or source fits"),
        ("/adm/obj/[/gain", (1.0,), "without"),
        ("/ttmba/" + "x" * 600, (), "at most 512"),
    ],
)
def test_refusals_say_what_was_expected(address, arguments, says):
    with pytest.raises(InvalidInput, match=says):
        ask(address, *arguments)


def test_patterns_act_on_each_source_with_its_own_address():
    found = find("/ttmba/source/[cd]*/gain", SCENE)
    assert [(m.address, m.key) for m in found] == [
        ("/ttmba/source/dog/gain", "dog"),
        ("/ttmba/source/cat/gain", "cat"),
        ("/ttmba/source/café/gain", "café"),
    ]
    assert [m.key for m in find("/adm/obj/[1-3]/gain", SCENE)] == ["1", "2", "3"]
    assert [m.address for m in find("/ttmba/listener/[xy]", SCENE)] == [
        "/ttmba/listener/x",
        "/ttmba/listener/y",
    ]


def test_what_is_sent_is_ignored_when_it_comes_in():
    assert all(find(out.address, SCENE) == [] for out in OUT)


def test_case_matters_except_where_the_other_program_says_so():
    assert find("/scenerotator/YPR", SCENE)[0].row.address == "/SceneRotator/ypr"
    with pytest.raises(InvalidInput):
        find("/TTMBA/ping", SCENE)


@pytest.mark.parametrize("name", ["take 1", "a", "x" * 100, "Glocke-é.take", "console", "a.con"])
def test_plain_names_pass(name):
    assert checked_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "", "x" * 101, "..", ".", ".hidden", "a/b", "../a", "/a", "a\\b", "C:", "C:a", "a\0b",
        "a\nb", "CON", "con.wav", "Lpt1", "nul .x", "a.", "a ", " a", "a*", "a?", 'a"b', "a|b",
        "COM¹", "a\u202eb", "ü" * 100 + "x",
    ],
)  # fmt: skip
def test_paths_and_awkward_names_are_refused(name):
    with pytest.raises(InvalidInput, match="plain name"):
        checked_name(name)


def test_the_page_is_the_table():
    page = Path(__file__).parents[1] / "docs" / "osc.md"
    assert page.read_text(encoding="utf-8") == markdown(), (
        "run python -m ttmba_live.osc > docs/osc.md"
    )
    for row in ROWS:
        assert f"| `{row.address}` |" in markdown()
    for out in OUT:
        assert f"| `{out.address}` | `{out.types}` |" in markdown()
