"""Orders about sounds by one another: places, angles between them, kinds, what is waited for."""

from __future__ import annotations

import time

import pytest
from daemon import hear, nothing_more

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, wrap_degrees
from ttmba_live.live._ways import gathered, way
from ttmba_live.text import Extent, FollowUp, Present, Verb, follow_ups
from ttmba_live.text.rules import Rules

PLAN = Rules().plan
THERE = (
    Present("piano", "piano playing", -90.0, 0.0, distance=3.0),
    Present("clock", "clock ticking", 45.0, 0.0, distance=2.0),
    Present("fire", "fire crackling", 180.0, -10.0, distance=4.0),
    Present("crow", "crow cawing", -60.0, 35.0, distance=8.0),
    Present("owl", "owl hooting", 60.0, 30.0, distance=8.0),
)


def asked(text, last=("clock",)):
    return follow_ups(text, THERE, last, PLAN)


def only(text, last=("clock",)):
    found = asked(text, last)
    assert (found.rest, found.lost) == ("", "")
    (order,) = found.orders
    return order


@pytest.mark.parametrize(
    ("text", "who", "azimuth", "distance"),
    [
        ("put the clock next to the piano", "clock", -75.0, 3.0),
        ("clock right beside the piano", "clock", -75.0, 3.0),
        ("move the clock to where the fire is", "clock", 180.0, 4.0),
        ("put it behind the piano", "clock", -90.0, 4.5),
        ("piano between the crow and the owl", "piano", 0.0, 8.0),
        ("the owl opposite the piano", "owl", 90.0, 3.0),
        ("put the fire in front of the clock", "fire", 45.0, 1.2),
        ("stell die uhr neben das klavier", "clock", -75.0, 3.0),
        ("mets l'horloge à côté du piano", "clock", -75.0, 3.0),
        ("pon el reloj donde está el fuego", "clock", 180.0, 4.0),
    ],
)
def test_a_place_by_another_sound(text, who, azimuth, distance):
    order = only(text)
    assert (order.verb, order.ids) == (Verb.PLACE, (who,))
    place = way(order, Position(10.0, 0.0, 1.0)).positions[-1]
    assert wrap_degrees(place.azimuth - azimuth) == pytest.approx(0.0, abs=3.0)
    assert place.distance == pytest.approx(distance)


def test_a_place_by_what_is_not_there_is_the_planners():
    assert only("put the clock behind me").path.positions[-1].azimuth == pytest.approx(180.0)
    found = asked("a cat in front of the church")
    assert (found.orders, found.rest) == ((), "a cat in front of the church")


def test_a_new_sound_by_one_that_is_there():
    order = only("a cat next to the piano")
    assert (order.verb, order.ids, order.sound) == (Verb.JOIN, (), "a cat")
    assert order.path.positions[-1].azimuth == pytest.approx(-75.0)
    assert only("seagulls between the crow and the owl").sound == "seagulls"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("stop the birds", ("crow", "owl")),
        ("all the animals louder", ("crow", "owl")),
        ("mute both birds", ("crow", "owl")),
        ("fade the instruments out", ("piano",)),
        ("stopp die vögel", ("crow", "owl")),
    ],
)
def test_a_kind_of_sounds(text, ids):
    assert only(text).ids == ids


def test_what_is_no_kind_of_a_sound_is_not_meant():
    crowd = (Present("crowd", "crowd cheering"), Present("rain", "rain falling"))
    assert [one.ids for one in follow_ups("stop the weather", crowd, (), PLAN).orders] == [
        ("rain",)
    ]
    assert follow_ups("birds", crowd, (), PLAN).orders == ()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("set the fire to 50%", -6.02),
        ("fire at half volume", -6.02),
        ("fire back to normal", 0.0),
        ("fire to twenty percent over 3 seconds", -13.98),
        ("fire barely audible", -27.96),
        ("feuer auf 50 prozent", -6.02),
        ("baja el fuego a la mitad", -6.02),
    ],
)
def test_a_level_of_what_was_ordered(text, part):
    order = only(text)
    assert (order.verb, order.ids) == (Verb.LEVEL, ("fire",))
    assert order.extent.part == pytest.approx(part, abs=0.01)


def test_a_step_towards_a_place_is_no_way_to_it():
    order = only("clock a bit more towards the front")
    assert order.verb is Verb.TOWARDS
    assert way(order, Position(45.0)).positions[-1].azimuth == pytest.approx(30.0)
    assert way(order, Position(5.0)).positions[-1].azimuth == pytest.approx(0.0), "no further"
    order = only("20 degrees towards the piano")
    assert way(order, Position(45.0)).positions[-1].azimuth == pytest.approx(25.0)
    assert only("die uhr etwas weiter nach hinten").verb is Verb.TOWARDS


def test_angles_between_several():
    order = only("bring the crow and the owl closer together")
    assert (order.verb, order.ids) == (Verb.NARROWER, ("crow", "owl"))
    places = {"crow": Position(-60.0, 35.0, 8.0), "owl": Position(60.0, 30.0, 8.0)}
    ends = {name: way.positions[-1].azimuth for name, way in gathered(order, places).items()}
    assert ends == pytest.approx({"crow": -30.0, "owl": 30.0}, abs=1.5)
    apart = FollowUp(Verb.WIDER, ("crow", "owl"), extent=Extent())
    ends = {name: way.positions[-1].azimuth for name, way in gathered(apart, places).items()}
    assert ends == pytest.approx({"crow": -90.0, "owl": 90.0}, abs=1.5)
    across = {"a": Position(90.0), "b": Position(-90.0)}
    ends = {name: way.positions[-1].azimuth for name, way in gathered(order, across).items()}
    assert ends == pytest.approx({"a": 45.0, "b": -45.0})


@pytest.mark.parametrize(
    ("text", "verb", "awaits", "until"),
    [
        ("when the clock stops, bring up the piano", Verb.UP, "clock", "end"),
        ("after the clock stop the fire", Verb.STOP, "clock", "end"),
        ("stop the fire once the owl is done", Verb.STOP, "owl", "end"),
        ("mute the fire when the crow gets there", Verb.MUTE, "crow", "there"),
        ("wenn die uhr aufhört, stopp das feuer", Verb.STOP, "clock", "end"),
        ("quand le piano s'arrête, coupe le feu", Verb.STOP, "piano", "end"),
    ],
)
def test_an_order_may_wait_for_a_sound(text, verb, awaits, until):
    order = only(text)
    assert (order.verb, order.awaits, order.until) == (verb, (awaits,), until)


def test_a_new_sound_may_wait_for_one_that_is_there():
    found = asked("when the clock stops, a door slams on the left")
    assert (found.orders, found.rest) == ((), "a door slams on the left")
    assert (found.awaits, found.until) == (("clock",), "end")


def test_a_new_scene_with_such_words_stays_one():
    for text in (
        "when the kettle whistles, a baby cries",
        "after the thunder, a car alarm goes off",
        "a dog barks between two houses",
    ):
        assert follow_ups(text, THERE, (), PLAN).orders == (), text


@pytest.mark.parametrize(
    "text", ["never mind", "leave them as they were", "wie vorher", "no, as it was"]
)
def test_second_thoughts_take_back_the_last_order(text):
    assert only(text).verb is Verb.UNDO


def test_a_daemon_waits_for_an_end_and_a_place(shared_daemon):
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/event", "rain", "rain falling", 60.0, -70.0, 10.0, 3.0, 0.0)
        hear(caller, "/ttmba/event/state", "rain", "playing")
        caller.send("/ttmba/event", "hound", "dog barking", 2.0, 70.0, 10.0, 3.0, 0.0)
        hear(caller, "/ttmba/event/state", "hound", "playing")
        caller.send("/ttmba/cue", "when the hound stops, stop the rain")
        hear(caller, "/ttmba/event/state", "hound", "done")
        hear(caller, "/ttmba/event/state", "rain", "done")


def test_a_daemon_lets_a_new_sound_wait(shared_daemon):
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/event", "hound", "dog barking", 2.0, 70.0, 10.0, 3.0, 0.0)
        hear(caller, "/ttmba/event/state", "hound", "playing")
        caller.send("/ttmba/cue", "when the hound stops, a gong sounds on the left")
        nothing_more(caller, "/ttmba/event/placed", 0.5)
        hear(caller, "/ttmba/event/state", "hound", "done")
        assert "gong" in hear(caller, "/ttmba/event/placed")[0]


def test_a_daemon_answers_where_a_source_is_on_its_way(shared_daemon):
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/cue", "a wasp flies from left to right in 20 seconds")
        wasp = hear(caller, "/ttmba/event/placed")[0]
        hear(caller, "/ttmba/event/state", wasp, "playing")
        found = []
        for _ in range(2):
            caller.send(f"/ttmba/source/{wasp}/aed")
            found.append(hear(caller, f"/ttmba/source/{wasp}/aed")[0])
            time.sleep(0.5)
        assert found[1] < found[0] - 0.5
        caller.send("/ttmba/stop")


@pytest.mark.parametrize(
    "text", ["ring the clock three times", "clock three more times", "die uhr noch dreimal"]
)
def test_so_many_times(text):
    order = only(text)
    assert (order.verb, order.ids, order.extent.times) == (Verb.PLAY, ("clock",), 3.0)


def test_a_daemon_plays_it_so_many_times(shared_daemon):
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/event", "hound", "dog barking", 0.5, 70.0, 10.0, 3.0, 0.0)
        hear(caller, "/ttmba/event/state", "hound", "done")
        caller.send("/ttmba/cue", "play the hound two more times")
        for _ in range(2):
            hear(caller, "/ttmba/event/state", "hound", "playing")
            hear(caller, "/ttmba/event/state", "hound", "done")
        nothing_more(caller, "/ttmba/event/state", 0.5)


def test_an_order_and_a_new_sound_in_one_breath():
    found = asked("move the clock behind me and a cat meows on the left")
    assert [(o.verb, o.ids) for o in found.orders] == [(Verb.PLACE, ("clock",))]
    assert found.rest == "a cat meows on the left"
    assert only("put the clock between the crow and the owl").ids == ("clock",)


@pytest.mark.parametrize(
    ("text", "verb", "ids"),
    [
        ("narrower", Verb.NARROWER, ("clock",)),
        ("the fire wider", Verb.WIDER, ("fire",)),
        ("strike the clock twice", Verb.PLAY, ("clock",)),
        ("fire everywhere", Verb.PLACE, ("fire",)),
        ("Feuer nach links", Verb.PLACE, ("fire",)),
        ("le piano un peu vers l'avant", Verb.TOWARDS, ("piano",)),
        ("el piano un poco hacia delante", Verb.TOWARDS, ("piano",)),
    ],
)
def test_what_a_rehearsal_asked_for(text, verb, ids):
    order = only(text)
    assert (order.verb, order.ids) == (verb, ids)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("put the clock between them", "takes two others"),
        ("put the choir next to the piano", "nothing is called 'the choir'"),
    ],
)
def test_a_place_by_what_is_not_there_is_refused(text, why):
    with pytest.raises(InvalidInput, match=why):
        asked(text)


def test_one_bird_of_that_name_is_no_owl():
    there = (*THERE, Present("bird", "bird singing", 20.0, 30.0, distance=8.0))
    silent = Present("clock_2", "clock ticking", sounds=False)
    read = follow_ups("the bird louder", there, (), PLAN).orders[0]
    assert read.ids == ("bird",)
    read = follow_ups("all the birds louder", there, (), PLAN).orders[0]
    assert set(read.ids) == {"bird", "crow", "owl"}
    read = follow_ups("stell die uhr neben das klavier", (*THERE, silent), (), PLAN).orders[0]
    assert read.ids == ("clock",)
