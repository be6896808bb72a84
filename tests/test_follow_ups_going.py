"""Cues about sounds that are on their way: faster, the other way, held; and what happens again."""

from __future__ import annotations

import time

import pytest
from daemon import hear

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, Trajectory, wrap_degrees
from ttmba_live.live._on_the_way import Going, becoming, paced, turned_round
from ttmba_live.live._ways import way
from ttmba_live.text import Extent, FollowUp, Present, Verb, follow_ups
from ttmba_live.text.rules import Rules

PLAN = Rules().plan
THERE = (Present("bee", "bee buzzing", 30.0), Present("rain", "rain falling", 0.0, 40.0))
CIRCLE = Trajectory.checked([(0.0, 0.0, 10.0, 2.0), (12.0, 1080.0, 10.0, 2.0)])
"""Three times round to the left, four seconds each."""
PASS = Trajectory((0.0, 4.0), (Position(60.0, 0.0, 4.0), Position(-60.0, 0.0, 4.0)))


def orders(text, last=("bee",)):
    return follow_ups(text, THERE, last, PLAN).orders


def turn(going, seconds=0.5):
    """Degrees a second at a moment of a way."""
    return wrap_degrees(going.at(seconds).azimuth - going.at(seconds - 0.1).azimuth) / 0.1


@pytest.mark.parametrize(
    ("text", "verb", "ids"),
    [
        ("faster circles", Verb.FASTER, ("bee",)),
        ("make the bee go faster", Verb.FASTER, ("bee",)),
        ("speed it up", Verb.FASTER, ("bee",)),
        ("bee a bit slower", Verb.SLOWER, ("bee",)),
        ("slow down the bee", Verb.SLOWER, ("bee",)),
        ("at half speed", Verb.SLOWER, ("bee",)),
        ("other direction", Verb.TURN, ("bee",)),
        ("now the other way", Verb.TURN, ("bee",)),
        ("turn the bee around", Verb.TURN, ("bee",)),
        ("anticlockwise now", Verb.TURN, ("bee",)),
        ("ok hold it", Verb.HOLD, ("bee",)),
        ("freeze the bee", Verb.HOLD, ("bee",)),
        ("stop the bee moving", Verb.HOLD, ("bee",)),
        ("stay there", Verb.HOLD, ("bee",)),
        ("let it go on", Verb.RELEASE, ("bee",)),
        ("carry on", Verb.RELEASE, ("bee",)),
        ("other ear", Verb.ACROSS, ("bee",)),
        ("move the rain to the other side", Verb.ACROSS, ("rain",)),
        ("everything 90 degrees clockwise", Verb.RIGHTWARDS, ("bee", "rain")),
        ("20 more degrees to the right", Verb.RIGHTWARDS, ("bee",)),
        ("again every 4 seconds", Verb.PLAY, ("bee",)),
        ("repeat the rain every ten seconds", Verb.PLAY, ("rain",)),
        ("schneller", Verb.FASTER, ("bee",)),
        ("plus vite", Verb.FASTER, ("bee",)),
        ("慢一点", Verb.SLOWER, ("bee",)),
        ("stop repeating", Verb.UNLOOP, ("bee",)),
        ("unfreeze it", Verb.RELEASE, ("bee",)),
        ("redo", Verb.REDO, ()),
    ],
)
def test_how_a_sound_goes_on_is_an_order(text, verb, ids):
    (order,) = orders(text)
    assert (order.verb, order.ids) == (verb, ids)


def test_what_is_told_of_a_turn_and_of_how_often():
    assert orders("everything 90 degrees clockwise")[0].extent.degrees == 90.0
    assert orders("10 degrees more to the left")[0].extent.degrees == 10.0
    assert orders("again every 4 seconds")[0].extent.every == 4.0
    assert orders("twice as fast")[0].extent.share == 2.0
    assert orders("clockwise")[0].sense == -1.0
    assert orders("other way")[0].sense == 0.0


def test_an_order_after_another_is_of_the_same_sound():
    louder, left = orders("rain a bit louder and 10 degrees more left")
    assert (louder.ids, left.ids, left.verb) == (("rain",), ("rain",), Verb.LEFTWARDS)
    louder, stopped = orders("rain louder, then stop")
    assert (louder.ids, stopped.ids, stopped.all) == (("rain",), ("rain",), False)


def test_what_fades_out_and_then_stops_is_not_cut_off():
    (faded,) = orders("fade the rain out over 3 seconds, then stop")
    assert (faded.verb, faded.ids, faded.extent.takes) == (Verb.FADE_OUT, ("rain",), 3.0)


def test_new_sounds_are_no_orders():
    for text in ("a bell rings every 5 seconds", "a car turns around", "a bee circles faster"):
        assert not orders(text), text


def test_faster_goes_round_for_as_long_as_it_would_have():
    going = Going(CIRCLE, 4.0)
    rest = paced(going, 2.0)
    assert rest.at(0.0) == CIRCLE.at(4.0)
    assert rest.times[-1] == pytest.approx(8.0)
    assert turn(rest) == pytest.approx(180.0, rel=1e-3)
    assert turn(rest, 7.5) == pytest.approx(180.0, rel=1e-3)
    assert paced(Going(PASS, 1.0), 2.0).times[-1] == pytest.approx(1.5)
    assert turn(paced(going, 0.5)) == pytest.approx(45.0, rel=1e-3)


def test_a_way_grows_without_bound_in_nothing():
    going = Going(CIRCLE, 1.0)
    for _ in range(40):
        going = Going(paced(going, 2.0))
    assert len(going.way.times) < 10_000
    a, b = going.way.at(0.0), going.way.at(0.01)
    assert abs(wrap_degrees(b.azimuth - a.azimuth)) <= 36.001
    jump = Trajectory((5.0,), (Position(90.0),))
    assert paced(Going(jump), 2.0).times == (0.0, 2.5)
    hour = Going(Trajectory((0.0, 3600.0), (Position(0.0), Position(90.0))))
    assert len(becoming(hour, lambda place: place, 3600.0).times) < 10_000


def test_the_other_way_round_and_the_way_back():
    back = turned_round(Going(CIRCLE, 5.0))
    assert back.at(0.0) == CIRCLE.at(5.0)
    assert turn(back) == pytest.approx(-90.0, rel=1e-3)
    assert turned_round(Going(CIRCLE, 5.0), 1.0).at(1.0) == CIRCLE.at(6.0)
    assert turn(turned_round(Going(CIRCLE, 12.0), -1.0)) == pytest.approx(-90.0, rel=1e-3)
    home = turned_round(Going(PASS, 3.0))
    assert home.at(0.0) == PASS.at(3.0)
    assert home.at(3.0).azimuth == pytest.approx(60.0)


def test_a_step_goes_along_with_the_way():
    nearer = way(FollowUp(Verb.NEARER, ("bee",), extent=Extent(seconds=1.0)), PASS.at(1.0),
                 Going(PASS, 1.0))  # fmt: skip
    assert nearer.at(0.0) == PASS.at(1.0)
    for seconds in (1.0, 2.0, 3.0):
        then = PASS.at(1.0 + seconds)
        assert nearer.at(seconds).distance == pytest.approx(0.5 * then.distance, rel=0.02)
        assert nearer.at(seconds).azimuth == pytest.approx(then.azimuth, abs=0.5)
    still = becoming(Going(CIRCLE, 4.0), lambda place: place, 0.0)
    assert still.at(3.0).azimuth == pytest.approx(CIRCLE.at(7.0).azimuth, abs=1e-6)


def test_what_is_to_be_left_alone_stays_as_it_is(shared_daemon):
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/event", "pump", "pump humming", 20.0, 70.0, 0.0, 3.0, 0.0)
        hear(caller, "/ttmba/event/state", "pump", "playing")
        caller.send("/ttmba/cue", "don't touch the pump")
        assert hear(caller, "/ttmba/cue/planned")[1:] == (0, "follow-up")
        time.sleep(0.2)
        caller.send("/ttmba/source/pump/aed")
        assert hear(caller, "/ttmba/source/pump/aed") == (70.0, 0.0, 3.0)
        caller.send("/ttmba/source/pump/stop")


def test_two_orders_of_one_breath_both_hold(shared_daemon):
    def until(caller, what, fits):
        end = time.monotonic() + 10.0
        while not fits(found := ask(caller, what)):
            assert time.monotonic() < end, found
            time.sleep(0.05)

    def ask(caller, what):
        caller.send(f"/ttmba/source/kettle/{what}")
        return hear(caller, f"/ttmba/source/kettle/{what}")

    with shared_daemon.caller() as caller:
        caller.send("/ttmba/event", "kettle", "kettle whistling", 60.0, 0.0, 0.0, 4.0, 0.0)
        hear(caller, "/ttmba/event/state", "kettle", "playing")
        caller.send("/ttmba/cue", "kettle closer over 0.5 s and to the left over 0.5 s")
        until(caller, "aed", lambda at: abs(at[0] - 90.0) < 0.1 and abs(at[2] - 2.0) < 0.1)
        caller.send("/ttmba/cue", "fade the kettle out over 0.2 s")
        hear(caller, "/ttmba/event/state", "kettle", "done")
        caller.send("/ttmba/cue", "bring in the kettle again over 0.3 s but half as loud")
        hear(caller, "/ttmba/event/state", "kettle", "playing")
        until(caller, "gain", lambda gain: abs(gain[0] + 10.0) < 0.1)
        caller.send("/ttmba/source/kettle/stop")


def test_what_is_on_no_way_cannot_be_faster(shared_daemon):
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/event", "still", "humming", 30.0, 70.0, 0.0, 3.0, 0.0)
        hear(caller, "/ttmba/event/state", "still", "playing")
        caller.send("/ttmba/cue", "make the humming faster")
        assert "it is on no way" in hear(caller, "/ttmba/error")[1]
        caller.send("/ttmba/source/still/stop")


def test_a_daemon_turns_holds_and_repeats(shared_daemon):
    def azimuth(caller):
        caller.send("/ttmba/source/wasp/aed")
        return hear(caller, "/ttmba/source/wasp/aed")[0]

    def speed(caller):
        first, begun = azimuth(caller), time.monotonic()
        time.sleep(0.3)
        return wrap_degrees(azimuth(caller) - first) / (time.monotonic() - begun)

    with shared_daemon.caller() as caller:
        caller.send("/ttmba/event", "wasp", "wasp buzzing", 60.0, 0.0, 0.0, 2.0, 0.0)
        hear(caller, "/ttmba/event/state", "wasp", "playing")
        caller.send("/ttmba/cue", "the wasp circles me for 20 s")
        hear(caller, "/ttmba/cue/planned")
        time.sleep(0.3)
        before = speed(caller)
        assert abs(before) > 5.0
        caller.send("/ttmba/cue", "other direction")
        hear(caller, "/ttmba/cue/planned")
        assert speed(caller) * before < 0.0
        caller.send("/ttmba/cue", "hold it")
        hear(caller, "/ttmba/cue/planned")
        assert abs(speed(caller)) < 1.0
        caller.send("/ttmba/cue", "release")
        hear(caller, "/ttmba/cue/planned")
        assert speed(caller) * before < 0.0
        caller.send("/ttmba/cue", "hold it for 0.3 seconds")
        hear(caller, "/ttmba/cue/planned")
        assert abs(speed(caller)) < 30.0
        time.sleep(0.3)
        assert speed(caller) * before < 0.0
        caller.send("/ttmba/cue", "closer")
        hear(caller, "/ttmba/cue/planned")
        caller.send("/ttmba/cue", "undo")
        hear(caller, "/ttmba/cue/planned")
        time.sleep(0.3)
        assert speed(caller) * before < 0.0
        caller.send("/ttmba/cue", "mute the wasp for 0.3 s")
        hear(caller, "/ttmba/cue/planned")
        caller.send("/ttmba/event", "tick", "clock ticking", 0.2, 0.0, 0.0, 2.0, 0.0)
        hear(caller, "/ttmba/event/state", "tick", "done")
        caller.send("/ttmba/cue", "repeat the tick every 0.5 seconds")
        for _ in range(3):
            hear(caller, "/ttmba/event/state", "tick", "playing")
        caller.send("/ttmba/cue", "stop the tick")
        hear(caller, "/ttmba/cue/planned")
        caller.send("/ttmba/source/wasp/stop")
        hear(caller, "/ttmba/event/state", "wasp", "done")


def test_nothing_else_is_meant():
    with pytest.raises(InvalidInput, match="nothing is called"):
        orders("freeze the choir")
