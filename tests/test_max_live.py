"""The Max patches with daemons: cues and news, restarts, several modules and ports (`max_sim`)."""

import pytest
from daemon import Daemon
from max_worlds import STARTER, addressed, drawing, live_module, opened_world, tell
from ports import free_port
from pulse import until
from test_clients import place_of


@pytest.fixture
def world():
    with opened_world() as opened:
        yield opened


@pytest.fixture
def live(world):
    return live_module(world)


def test_cues_and_moves_reach_a_daemon_and_its_news_the_patches(world, tmp_path):
    with Daemon(tmp_path) as daemon, daemon.caller() as caller:
        patch = addressed(world, daemon.port)
        live, view = patch.module("ttmba.live"), patch.module("ttmba.pad")["pad"]
        world.until(lambda: "ttmba_live" in drawing(live["list"]), "the pong")
        live["cue"].type("rain@30@-90,0@2@0")
        world.until(lambda: ">playing<" in drawing(live["list"]), "playing")
        world.until(lambda: "1 voices" in drawing(live["list"]), "the status")
        assert ">rain<" in drawing(view)
        source = patch.module("ttmba.source")
        assert (source["azimuth"].value, source["distance"].value) == (-90.0, 2.0)
        m, scale = (view.width / 2, view.height / 2), (view.width / 2 - 14) / 5.0
        view.mouse("onclick", m[0] + 2.0 * scale, m[1])
        view.mouse("ondrag", m[0] - 3.0 * scale, m[1])
        view.mouse("ondrag", m[0] - 3.0 * scale, m[1], 0)
        world.advance(50)
        until(lambda: place_of(caller, 1) == pytest.approx((90.0, 0.0, 0.3)), what="the drag")
        assert source["azimuth"].value == pytest.approx(90.0)
        live["udpsend 127.0.0.1 7400"].take(0, ("/ttmba/nonsense",))
        world.until(lambda: "/ttmba/nonsense: unknown address" in drawing(live["list"]), "error")
        assert [
            one for one in world.printed
            if one[0] == "/ttmba/nonsense" and one[1].startswith("unknown address")
        ]  # fmt: skip


def test_a_daemon_that_goes_and_comes_back_is_noticed(world, tmp_path):
    port = ("--osc-port", str(free_port()))
    with Daemon(tmp_path, *port) as daemon:
        patch = addressed(world, daemon.port)
        list_ = patch.module("ttmba.live")["list"]
        world.until(lambda: "not answering" not in drawing(list_), "the pong")
        list_.take(0, ("state", "old", "playing", ""))
        daemon.kill()
    world.until(lambda: "not answering" in drawing(list_), "its absence", speed=20)
    assert ">old<" in drawing(list_)
    with Daemon(tmp_path, *port):
        world.until(lambda: "not answering" not in drawing(list_), "its return", speed=5)
        assert ">old<" not in drawing(list_)
        world.until(lambda: "0 voices" in drawing(list_), "its status: subscribed again", speed=5)


def test_states_progress_meters_and_errors_are_shown(world, live):
    tell(world, live, "/ttmba/pong", "9.9")
    for message in (
        ("/ttmba/event/placed", "dog", "dog barking", 4.0, 90.0, 0.0, 2.0, 0.0),
        ("/ttmba/event/state", "dog", "generating", ""),
        ("/ttmba/event/progress", "dog", 0.5),
        ("/ttmba/event/state", "cat", "failed", "no such, sound"),
        ("/ttmba/error", "/ttmba/source/x/gain", "no source is called 'x', sorry"),
        ("/ttmba/status", 3, 2, 0.125, 7),
    ):
        tell(world, live, *message)
    shown = drawing(live["list"])
    for words in (
        ">dog<", ">generating<", ">failed  no such, sound<", "ttmba_live 9.9", "3 voices",
        "2 queued", "7 gaps", "no source is called 'x', sorry",
    ):  # fmt: skip
        assert words in shown
    assert "h33v6h-33z" in shown  # half of the 66 pixels
    tell(world, live, "/ttmba/event/state", "dog", "playing", "late 0.3 s")
    tell(world, live, "/ttmba/meter", "dog", -30.0, -36.0)
    shown = drawing(live["list"])
    assert ">playing  late 0.3 s<" in shown
    assert "h33v6h-33z" in shown


def test_meters_are_asked_for_while_the_switch_is_down(world, live):
    port = live["udpreceive 0"].port
    live["Meters"].click()
    world.advance(2000)
    assert ("/ttmba/meter/subscribe", port, 10.0) in world.take()
    live["Meters"].click()
    world.advance(2000)
    sent = world.take()
    assert ("/ttmba/meter/unsubscribe", port) in sent
    assert not [m for m in sent if m[0] == "/ttmba/meter/subscribe"]


def test_a_row_plays_stops_and_chooses_its_source(world):
    patch = world.open(STARTER)
    live = patch.module("ttmba.live")
    tell(world, live, "/ttmba/event/state", "dog", "playing", "")
    tell(world, live, "/ttmba/event/state", "bell", "ready", "")
    world.take()
    row = 22 + 20 + 10
    for x in (50, 400 - 38, 400 - 12):
        live["list"].mouse("onclick", x, row)
    assert world.take() == [("/ttmba/source/dog/play",), ("/ttmba/source/dog/stop",)]
    source = patch.module("ttmba.source")
    assert source["name"].text == "dog"
    source["azimuth"].turn(45.0)
    assert world.take() == [("/ttmba/source/dog/azimuth", 45.0)]


def test_two_modules_share_a_daemon_and_send_each_message_once(world):
    one, two = (world.open("patchers/ttmba.live.maxpat") for _ in range(2))
    source = world.open("patchers/ttmba.source.maxpat", "dog")
    assert one["udpreceive 0"].port != two["udpreceive 0"].port
    world.take()
    source["azimuth"].turn(10.0)
    one["cue"].type("rain")
    assert world.take() == [("/ttmba/source/dog/azimuth", 10.0), ("/ttmba/cue", "rain")]


def test_links_keep_two_daemons_apart(world):
    world.open("patchers/ttmba.live.maxpat", "127.0.0.1", 7411, "left")
    world.open("patchers/ttmba.live.maxpat", "127.0.0.1", 7422, "right")
    source = world.open("patchers/ttmba.source.maxpat", "dog", "right")
    world.advance(2100)
    world.take()
    source["azimuth"].turn(10.0)
    world.take()
    world.sent.clear()
    source["azimuth"].turn(20.0)
    world.advance(30)
    assert world.sent == [(7422, ("/ttmba/source/dog/azimuth", 20.0))]


def test_a_taken_port_is_given_up_for_another(world, live):
    first = live["udpreceive 0"].port
    world.advance(4900)
    assert live["udpreceive 0"].port == first
    tell(world, live, "/ttmba/pong", "9.9")
    world.advance(4900)
    assert live["udpreceive 0"].port == first
    world.take()
    world.advance(200)
    second = live["udpreceive 0"].port
    assert second != first
    assert world.take()[:3] == [
        ("/ttmba/unsubscribe", first), ("/ttmba/subscribe", second), ("/ttmba/ping", second),
    ]  # fmt: skip


def test_a_port_asked_for_is_kept(world):
    fixed = free_port()
    patch = world.open("patchers/ttmba.live.maxpat", "127.0.0.1", 7400, "ttmba", fixed)
    for _ in range(3):
        assert patch["udpreceive 0"].port == fixed
        world.advance(5100)
