"""More than a scene can hold, said in words or cut off: told, and no heavier than it must be."""

import pytest

from ttmba_live.errors import InvalidInput
from ttmba_live.text import plan_text
from ttmba_live.text.follow_ups import follow_ups
from ttmba_live.text.rules import Rules

RULES = Rules()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("rain for 2 hours", "'rain falling' lasts 3600 s, the most there is; loop it for more"),
        ("thunder 20 km away", "is 10000 m away, the farthest there is"),
        ("a dog barks 100000 times", "'dog barking' sounds some 500 times; loop it for more"),
    ],
)
def test_what_is_more_than_there_can_be_is_told(text, note):
    plan = RULES.plan(text)
    assert any(note in said for said in plan.notes)
    assert plan.events[0].duration <= 3600.0


def test_what_fits_is_told_of_nothing():
    assert RULES.plan("a bell rings 40 times 3 km away for 59 minutes").notes == ()
    assert RULES.plan("a dog barks 500 times").notes == ()


@pytest.mark.parametrize("line", ["dog@4@0,0", "dog@4@0,0@2", "a big dog @ 4 s @ <30, 0>"])
def test_an_event_line_that_is_cut_off_makes_no_sound(line):
    with pytest.raises(InvalidInput, match="an event line is sound@duration"):
        plan_text(RULES, line)
    plan = plan_text(RULES, f"{line}\nbell@2@0,0@1@0")
    assert [event.sound for event in plan.events] == ["bell"]
    assert any(f"event line {line!r} left out" in note for note in plan.notes)


def test_an_at_sign_in_words_is_no_event_line():
    for text in ("a dog barks @ 2 s", "meet me @5@7 where a dog barks"):
        assert plan_text(RULES, text).events


@pytest.mark.parametrize(
    "text",
    [
        *("what is the weather?", "What\u2019s the time?", "is it raining?", "how are you?"),
        *("who is singing?", "can you hear me?", "so where is the dog?"),
    ],
)
def test_a_question_makes_no_sound_on_an_empty_stage(text):
    with pytest.raises(InvalidInput, match="asks; nobody answers questions"):
        follow_ups(text, (), (), RULES.plan)


@pytest.mark.parametrize(
    "text",
    [
        *("what about rain?", "can you hear a dog?", "is it possible to have a bell?"),
        *("do you have a dog?", "Where are you? A man shouts.", "how about some thunder?"),
    ],
)
def test_what_asks_for_a_sound_is_planned(text):
    assert follow_ups(text, (), (), RULES.plan).rest
