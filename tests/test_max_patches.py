"""What the Max patches send and show, followed through the files' own objects (`max_sim`).

Max was not at hand: this proves the patches' logic by the reference pages, not that Max opens them.
"""

import math
import socket

import pytest
from daemon import Daemon, hear
from max_worlds import SIDES, STARTER, live_module, opened_world, packet, tell
from ports import free_port
from pulse import until
from test_clients import place_of

TEXTS = [
    "rain",
    "a dog barks on the left, thunder rolls behind you",
    'she says "no"; 30.50 metres away, 007 times',
    "Glocken läuten über dem Meer, 海の波 🌊",
    "rain@10@0,40@3@0",
    "$1 and \\, a backslash",
    "x" * 2000,
]


@pytest.fixture
def world():
    with opened_world() as opened:
        yield opened


@pytest.fixture
def live(world):
    return live_module(world)


def test_opening_the_starter_asks_for_news_and_changes_nothing(world):
    patch = world.open(STARTER)
    port = patch.module("ttmba.live")["udpreceive 0"].port
    world.advance(10)
    assert set(world.take()) == {("/ttmba/subscribe", port), ("/ttmba/ping", port)}
    assert 49152 <= port <= 65535


@pytest.mark.parametrize("text", TEXTS, ids=lambda t: t[:20])
def test_a_typed_cue_arrives_whole_as_one_string(world, live, text):
    live["cue"].type(text)
    assert world.take() == [("/ttmba/cue", text)]
    live["Send"].click()
    assert world.take() == [("/ttmba/cue", text)]


def test_an_empty_cue_is_not_sent(world, live):
    live["cue"].type("")
    assert world.take() == []


def test_the_live_modules_buttons(world, live):
    live["Stop"].click()
    live["Panic"].click()
    live["level"].turn(-6.5)
    live["take"].text = "friday night"
    live["Record"].click()
    live["Record"].click()
    live["Save"].click()
    assert world.take() == [
        ("/ttmba/stop",), ("/ttmba/panic",), ("/ttmba/gain", -6.5),
        ("/ttmba/record/start", "friday night"), ("/ttmba/record/stop",),
        ("/ttmba/session/save", "friday night"),
    ]  # fmt: skip


@pytest.mark.parametrize("side", SIDES)
def test_the_dial_points_where_the_sound_goes(world, side):
    source = world.open("patchers/ttmba.source.maxpat", "dog")
    x, y = {"front": (0, -1), "left": (-1, 0), "back": (0, 1), "right": (1, 0)}[side]
    dial = source["compass"]
    dial.mouse("onclick", dial.width / 2 + 30 * x, dial.height / 2 + 30 * y)
    [(address, azimuth)] = world.take()
    assert address == "/ttmba/source/dog/azimuth"
    assert abs(azimuth) == pytest.approx(180) if side == "back" else azimuth == SIDES[side]
    assert source["azimuth"].value == azimuth


def test_a_sources_controls(world):
    source = world.open("patchers/ttmba.source.maxpat", "dog")
    assert source["name"].text == "dog"
    for name, value in (("elevation", 45.0), ("distance", 8.0), ("gain", -12.0), ("azimuth", 30.0)):
        source[name].turn(value)
    for name in ("mute", "mute", "loop", "play", "stop", "again"):
        source[name].click()
        world.advance(30)
    source["name"].type("bell_2")
    source["azimuth"].turn(-5.0)
    source["play"].click()
    dog, bell = "/ttmba/source/dog/", "/ttmba/source/bell_2/"
    assert world.take() == [
        (dog + "elevation", 45.0), (dog + "distance", 8.0), (dog + "gain", -12.0),
        (dog + "azimuth", 30.0), (dog + "mute", 1), (dog + "mute", 0), (dog + "loop", 1),
        (dog + "play",), (dog + "stop",), (dog + "again",), (bell + "azimuth", -5.0),
        (bell + "play",),
    ]  # fmt: skip


def test_another_name_shows_what_is_known_of_that_source(world, live):
    source = world.open("patchers/ttmba.source.maxpat", "dog")
    for name, *place in (("dog", 90.0, 10.0, 3.0), ("bell", -45.0, 0.0, 8.0)):
        tell(world, live, "/ttmba/event/placed", name, name, 4.0, *place, 0.0)
        tell(world, live, "/ttmba/event/state", name, "playing", "")
    world.take()
    shown = lambda: tuple(source[n].value for n in ("azimuth", "elevation", "distance"))
    assert shown() == (90.0, 10.0, 3.0)
    source["name"].type("bell")
    assert shown() == (-45.0, 0.0, 8.0)
    assert world.take() == []


def test_a_fast_move_is_thinned_and_ends_where_it_should(world):
    source = world.open("patchers/ttmba.source.maxpat", "dog")
    for step in range(361):
        source["azimuth"].turn(float(step))
        world.advance(1)
    world.advance(50)
    sent = world.take()
    assert len(sent) <= 361 / 20 + 2
    assert sent[-1] == ("/ttmba/source/dog/azimuth", 360.0)


def test_every_message_to_click_in_the_help_patches_is_understood(world, tmp_path):
    with Daemon(tmp_path) as daemon, daemon.caller() as caller:
        caller.send("/ttmba/subscribe")
        caller.send("/ttmba/event", "rain", "rain", 20.0, 0.0, 0.0, 2.0, 0.0)
        hear(caller, "/ttmba/event/state", "rain", "playing")
        for name in ("source", "pad", "head", "live"):
            patch = world.open(f"help/ttmba.{name}.maxhelp")
            patch.module("ttmba.live")["port"].turn(daemon.port)
            clicks = [t for t in patch.objects.values() if t.box["maxclass"] == "message"]
            world.take()
            for click in clicks:
                if "/ttmba/event" not in click.text:
                    click.click()
                    world.advance(50)
            assert world.take() or name == "pad"
        refused = []
        while "/ttmba/nonsense" not in refused:  # the last click; a sender's order is kept
            address, arguments = caller.receive(120.0)
            if address != "/ttmba/error" or "guessed" in arguments[1]:
                continue
            # a cue that the next click, panic, overtakes
            if arguments[0] != "/ttmba/cue" or "stop" not in arguments[1]:
                refused.append(arguments[0])
        assert refused == ["/ttmba/nonsense"]


def test_the_head_is_turned_inverted_recentred_and_wrapped(world):
    patch = world.open("patchers/ttmba.head.maxpat")

    def angles(*triple):
        patch.inlets[0].send(0, *triple)
        world.advance(10)
        return world.take()[-1]

    assert angles(30.0, 10.0, -5.0) == ("/ttmba/listener/ypr", 30.0, 10.0, -5.0)
    patch["invert pitch"].click()
    world.advance(10)
    assert world.take() == [("/ttmba/listener/ypr", 30.0, -10.0, -5.0)]
    patch["recentre"].click()
    world.advance(10)
    assert world.take()[-1] == ("/ttmba/listener/ypr", 0.0, 0.0, 0.0)
    assert angles(-170.0, 10.0, -5.0) == ("/ttmba/listener/ypr", 160.0, 0.0, 0.0)
    patch["pitch"].turn(40.0)
    world.advance(10)
    assert world.take()[-1] == ("/ttmba/listener/ypr", 160.0, -30.0, 0.0)


def test_a_head_trackers_osc_turns_the_head(world):
    patch = world.open("patchers/ttmba.head.maxpat", "ttmba", free_port())
    tracker = patch["udpreceive 0"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for address, *values in (("/ypr", 30.0, 10.0, 5.0), ("/yaw", 20.0), ("/roll", 1.0)):
            sender.sendto(packet(address, *values), ("127.0.0.1", tracker.port))
            world.hear(1.0)
            world.advance(10)
    heads = [values for _, *values in world.take()]
    assert heads[-3:] == [[30.0, 10.0, 5.0], [20.0, 10.0, 5.0], [20.0, 10.0, 1.0]]


@pytest.mark.parametrize("side", SIDES)
def test_the_pad_drags_to_where_it_was_dropped(world, side):
    patch = world.open("patchers/ttmba.pad.maxpat")
    view = patch["pad"]
    view.take(0, ("placed", "dog", "dog barking", 4.0, 90.0, 30.0, 2.0))
    m = (view.width / 2, view.height / 2)
    scale = (min(view.width, view.height) / 2 - 14) / 5.0
    at = (m[0] - 2.0 * math.cos(math.radians(30)) * scale, m[1])
    front, left = math.cos(math.radians(SIDES[side])), math.sin(math.radians(SIDES[side]))
    to = (m[0] - 3.0 * left * scale, m[1] - 3.0 * front * scale)
    view.mouse("onclick", *at)
    for share in (0.5, 1.0):
        view.mouse("ondrag", *(a + share * (b - a) for a, b in zip(at, to, strict=True)))
        world.advance(30)
    view.mouse("ondrag", *to, 0)
    world.advance(30)
    address, *xyz = world.take()[-1]
    assert address == "/ttmba/source/dog/xyz"
    assert xyz == pytest.approx([3.0 * front, 3.0 * left, 1.0], abs=1e-5)


def test_a_full_circle_ends_where_it_should(world, tmp_path):
    with Daemon(tmp_path) as daemon, daemon.caller() as caller:
        patch = world.open("examples/ttmba.orbit.maxpat")
        patch.module("ttmba.live")["port"].turn(daemon.port)
        patch["/ttmba/event orbit rain 20. 0. 0. 2. 0."].click()
        caller.send("/ttmba/subscribe")
        hear(caller, "/ttmba/event/state", "orbit", "playing")
        patch["go"].click()
        for quarter in (90.0, 180.0, -90.0, 0.0):
            world.advance(1800)
            until(
                lambda q=quarter: abs(math.remainder(place_of(caller, 1)[0] - q, 360.0)) < 1e-3,
                what=f"{quarter} degrees",
            )
        patch["go"].click()
        patch.module("ttmba.source")["compass"].mouse("onclick", 0, 65)
        world.advance(50)
        until(lambda: place_of(caller, 1)[0] == pytest.approx(90.0), what="the click")
