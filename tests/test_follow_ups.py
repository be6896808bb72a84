"""What cues ask of sounds that are there: words by rules, and a daemon that does it."""

from __future__ import annotations

import time

import pytest
from daemon import hear, wait_for

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.live._ways import swapped, way
from ttmba_live.text import Present, Verb, follow_ups
from ttmba_live.text.evaluation import load
from ttmba_live.text.follow_ups import FollowUp
from ttmba_live.text.rules import Rules

RULES = Rules()
THERE = (
    Present("dog_barking", "dog barking", 90.0),
    Present("rain_falling", "rain falling", 0.0, 40.0),
    Present("car_driving", "car driving", -60.0),
    Present("dog_barking_2", "dog barking", -90.0),
    Present("church_bell", "church bell ringing", 150.0, 20.0),
    Present("thunder", "thunder rolling", 0.0, sounds=False),
)
DOGS, RAIN, CAR, BELL = (
    ("dog_barking", "dog_barking_2"),
    "rain_falling",
    "car_driving",
    "church_bell",
)
ALL = tuple(one.id for one in THERE)


def read(text, there=THERE, last=(CAR,)):
    return follow_ups(text, there, last, RULES.plan)


@pytest.mark.parametrize(
    ("text", "verb", "ids"),
    [
        ("stop the rain", Verb.STOP, (RAIN,)),
        ("Please stop the rain now!", Verb.STOP, (RAIN,)),
        ("turn off the rain", Verb.STOP, (RAIN,)),
        ("switch it off", Verb.STOP, (CAR,)),
        ("no more rain", Verb.STOP, (RAIN,)),
        ("the rain stops", Verb.STOP, (RAIN,)),
        ("stop the dogs", Verb.STOP, DOGS),
        ("stop the left dog", Verb.STOP, DOGS[:1]),
        ("stop dog 2", Verb.STOP, DOGS[1:]),
        ("stop the dog and the rain", Verb.STOP, (*DOGS, RAIN)),
        ("stop", Verb.STOP, ALL),
        ("kill all sounds", Verb.STOP, ALL),
        ("everything but the rain stops", Verb.STOP, tuple(n for n in ALL if n != RAIN)),
        ("fade the rain out", Verb.FADE_OUT, (RAIN,)),
        ("let the rain fade away", Verb.FADE_OUT, (RAIN,)),
        ("bring back the thunder", Verb.FADE_IN, ("thunder",)),
        ("mute everything except the dogs", Verb.MUTE, tuple(n for n in ALL if n not in DOGS)),
        ("unmute the car", Verb.UNMUTE, (CAR,)),
        ("only the rain", Verb.SOLO, (RAIN,)),
        ("loop the bell", Verb.LOOP, (BELL,)),
        ("louder", Verb.UP, (CAR,)),
        ("the rain should be louder", Verb.UP, (RAIN,)),
        ("turn up the bell", Verb.UP, (BELL,)),
        ("rain quieter", Verb.DOWN, (RAIN,)),
        ("the car is too loud", Verb.DOWN, (CAR,)),
        ("set the rain to -12 dB", Verb.LEVEL, (RAIN,)),
        ("again", Verb.PLAY, (CAR,)),
        ("play the thunder again", Verb.PLAY, ("thunder",)),
        ("another take of the bell", Verb.TAKE, (BELL,)),
        ("bring the bell closer", Verb.NEARER, (BELL,)),
        ("further away", Verb.FARTHER, (CAR,)),
        ("move the bird-free car up", Verb.HIGHER, (CAR,)),
        ("a bit more to the left", Verb.LEFTWARDS, (CAR,)),
        ("swap left and right", Verb.SWAP, ALL),
        ("swap the car and the rain", Verb.SWAP, (CAR,)),
        ("move the car to the left", Verb.PLACE, (CAR,)),
        ("put it behind me", Verb.PLACE, (CAR,)),
        ("the car is now far behind me", Verb.PLACE, (CAR,)),
        ("stopp den Regen", Verb.STOP, (RAIN,)),
        ("mach den Hund leiser", Verb.DOWN, DOGS),
        ("bewege den Hund nach rechts", Verb.PLACE, DOGS),
        ("noch mal", Verb.PLAY, (CAR,)),
        ("arrête la pluie", Verb.STOP, (RAIN,)),
        ("mets le chien derrière moi", Verb.PLACE, DOGS),
        ("para la lluvia", Verb.STOP, (RAIN,)),
        ("mueve el perro a la derecha", Verb.PLACE, DOGS),
        ("ferma la pioggia", Verb.STOP, (RAIN,)),
        ("alza la pioggia", Verb.UP, (RAIN,)),
    ],
)
def test_a_text_about_what_is_there(text, verb, ids):
    found = read(text)
    assert [(order.verb, order.ids) for order in found.orders] == [(verb, ids)]
    assert found.rest == ""


@pytest.mark.parametrize(
    "text",
    [
        "a dog", "the dog barks on the left", "another dog on the right", "put a bell above me",
        "A dog barks on the left, then the dog moves to the right", "silence, then a gunshot",
        "A radio plays. Turn it off after 10 s", "stop sign squeaks", "louder thunder",
        "the car drives past from left to right", "a train passes from left to right",
        "bring in the thunderstorm", "end credits music", "cut glass clinks on the left",
        "rain", "two more cars on the right", "x" * 5000,
        "Der Hund bellt links", "la pluie tombe", "para empezar, un perro ladra",
        "snare hard L, clap hard R, both again after 4s",
    ],
)  # fmt: skip
def test_a_text_of_new_sounds_is_all_to_be_planned(text):
    found = read(text)
    assert (found.orders, found.rest) == ((), text)


def test_what_a_text_says_besides_is_planned():
    found = read("stop the rain, a train passes from left to right")
    assert [order.verb for order in found.orders] == [Verb.STOP]
    assert found.rest == "a train passes from left to right"
    found = read("stop the rain and move the car to the left, then louder")
    assert [order.verb for order in found.orders] == [Verb.STOP, Verb.PLACE, Verb.UP]
    assert found.orders[2].ids == (CAR,)


@pytest.mark.parametrize("text", ["stop the choir", "mute the choir", "make the choir louder"])
def test_a_name_that_nothing_has_is_an_error_and_no_new_sound(text):
    with pytest.raises(InvalidInput, match="nothing is called 'the choir'; there are: dog_barking"):
        read(text)
    with pytest.raises(InvalidInput, match="say a sound first"):
        read(text, there=())


def test_how_much_how_long_and_when():
    extent = read("turn the rain down by 6 dB over ten seconds").orders[0].extent
    assert (extent.db, extent.takes) == (6.0, 10.0)
    assert read("make the rain a bit louder").orders[0].extent.share == 0.5
    assert read("much louder").orders[0].extent.share == 2.0
    assert read("after 5 seconds stop the rain").orders[0].extent.after == 5.0
    assert read("stop the rain in half a minute").orders[0].extent.within == 30.0
    assert read("move the rain slowly to the left").orders[0].extent.takes > 3.0
    assert read("move the car 2 metres closer").orders[0].extent.metres == 2.0


def test_where_it_goes_keeps_what_was_not_told():
    now = Position(-60.0, 0.0, 5.0)
    order = read("move the car to the left").orders[0]
    assert way(order, now).positions == (now, Position(90.0, 0.0, 5.0))
    order = read("move the car 3 m away").orders[0]
    assert way(order, now).positions[-1] == Position(-60.0, 0.0, 3.0)
    order = read("move the car to the left, then behind me").orders[0]
    assert [place.azimuth for place in way(order, now).positions] == [-60.0, 90.0, 180.0]
    circle = way(read("it circles me for 8 s").orders[0], now)
    assert circle.positions[0].azimuth == pytest.approx(-60.0)
    assert {round(place.distance, 3) for place in circle.positions} == {5.0}
    assert circle.times[-1] == pytest.approx(8.0)


def test_a_step_from_where_it_is():
    now = Position(170.0, 80.0, 4.0)
    for text, place in (
        ("closer", (170.0, 80.0, 2.0)), ("higher", (170.0, 90.0, 4.0)),
        ("more to the left", (-160.0, 80.0, 4.0)), ("a lot further away", (170.0, 80.0, 16.0)),
    ):  # fmt: skip
        assert way(read(text).orders[0], now).positions[-1] == Position(*place), text
    places = {"a": Position(30.0), "b": Position(-90.0)}
    order = FollowUp(Verb.SWAP, ("a",), other=("b", "gone"))
    ends = {name: path.positions[-1] for name, path in swapped(order, places).items()}
    assert ends == {"a": Position(-90.0), "b": Position(30.0)}
    mirrored = swapped(FollowUp(Verb.SWAP, ("a", "b", "gone"), all=True), places)
    assert mirrored["a"].positions[-1] == Position(-30.0)


def azimuth(caller, name):
    caller.send(f"/ttmba/source/{name}/azimuth")
    return hear(caller, f"/ttmba/source/{name}/azimuth")[0]


def gain(caller, name):
    caller.send(f"/ttmba/source/{name}/gain")
    return hear(caller, f"/ttmba/source/{name}/gain")[0]


def until_is(ask, wanted):
    for _ in range(2400):
        if abs((found := ask()) - wanted) < 0.01:
            return
        time.sleep(0.05)
    raise AssertionError(f"{found}, not {wanted}")


def test_a_daemon_does_what_is_said(shared_daemon):
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/event", "hound", "dog barking", 60.0, 45.0, 0.0, 2.0, 0.0)
        caller.send("/ttmba/event", "shower", "rain falling", 60.0, -45.0, 0.0, 2.0, 0.0)
        hear(caller, "/ttmba/event/state", "hound", "playing")
        caller.send("/ttmba/cue", "make the hound 4 dB louder")
        _, events, planner = hear(caller, "/ttmba/cue/planned")
        assert (events, planner) == (0, "follow-up")
        until_is(lambda: gain(caller, "hound"), 4.0)
        caller.send("/ttmba/cue", "move the hound to the right over 0.3 seconds")
        until_is(lambda: azimuth(caller, "hound"), -90.0)
        caller.send("/ttmba/cue", "fade out the shower in 0.2 seconds")
        hear(caller, "/ttmba/event/state", "shower", "done")
        until_is(lambda: gain(caller, "shower"), 0.0)
        caller.send("/ttmba/preview", "stop the hound")
        address, (about, why) = caller.receive(120.0)
        assert (address, about, "as a cue" in why) == ("/ttmba/error", "/ttmba/preview", True)
        caller.send("/ttmba/cue", "stop the choir")
        assert (
            "nothing is called 'the choir'"
            in wait_for(caller, lambda address, _: address == "/ttmba/error", "the error")[1][1]
        )
        caller.send("/ttmba/cue", "stop the hound")
        hear(caller, "/ttmba/event/state", "hound", "done")


def test_what_strangers_wrote_of_new_sounds_is_planned():
    prompts = [*load("strangers_open"), *load("strangers_more")]
    taken = [wanted.text for wanted in prompts if read(wanted.text).orders]
    # Who says "the bell is at ...", "make church bells far away" where one rings means that one.
    assert [text[:20] for text in taken] == ["The bell ringing is ", "Please make church b"]
