"""What artists type in a hurry, by kind; no word is lost; work grows no faster than the text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ttmba_live.errors import InvalidInput
from ttmba_live.scene import Event, parse_line, parse_lines, pieces
from ttmba_live.text import _lexicon, _wording, evaluation, plan_text
from ttmba_live.text._answers import read as read_answer
from ttmba_live.text.rules import Rules

RULES = Rules()


def events(text: str) -> tuple[Event, ...]:
    return RULES.plan(text).events


@pytest.mark.parametrize(
    "text",
    ["rain left\nwind right", "- rain left\n- wind right", "rain left / wind right",
     "rain left | wind right", "rain left + wind right", "rain left & wind right",
     "rain on the left as wind blows on the right", "rain left while wind blows right",
     "rain left; wind right", "rain: left, wind: right", "left: rain, right: wind",
     "1. rain left 2. wind right", "1) rain left 2) wind right", "rain (left), wind (right)",
     "rain left wind right", "on the left rain, on the right wind", "* rain left\n* wind right",
     "SFX 1: rain left\nSFX 2: wind right", "rain L, wind R", "rain left then wind right"],
)  # fmt: skip
def test_two_sounds_are_never_one(text: str):
    rain, wind = events(text)
    assert ("rain" in rain.sound, "wind" in wind.sound) == (True, True)
    assert "rain" not in wind.sound
    assert (rain.position.azimuth, wind.position.azimuth) == (90, -90)


@pytest.mark.parametrize(
    "text",
    ["rain, no wind", "rain without wind", "no wind, rain", "rain but not the wind",
     "rain and no wind at all", "rain, there is no wind", "rain, skip the wind"],
)  # fmt: skip
def test_what_is_negated_makes_no_sound(text: str):
    plan = RULES.plan(text)
    assert ["wind" in event.sound for event in plan.events] == [False]
    assert any("wind" in note for note in plan.notes)


@pytest.mark.parametrize(
    ("words", "azimuth"),
    [("stage left", -90), ("SL", -90), ("stage right", 90), ("house left", 90), ("DSR", 45),
     ("USL", -45), ("upstage", 0), ("hard L", 90), ("rear R", -135), ("at 10 o'clock", 60)],
)  # fmt: skip
def test_theatre_and_short_directions(words: str, azimuth: float):
    assert events(f"bell {words}")[0].position.azimuth == azimuth


def test_stage_left_can_be_said_from_the_stage():
    assert Rules(stage_left="left").plan("bell stage left").events[0].position.azimuth == 90
    with pytest.raises(InvalidInput, match="stage left"):
        Rules(stage_left="up")


@pytest.mark.parametrize(
    ("text", "starts"),
    [("bell x3 every 5 seconds", [0, 5, 10]), ("bell at 4, 8 and 12 s", [4, 8, 12]),
     ("bell, 2s later a gong, 2s later a drum", [0, 2, 4]), ("0:05 bell, 0:09 gong", [5, 9]),
     ("at 8s bell, 12s gong", [8, 12]), ("bell t=5", [5]), ("bell @4s", [4]),
     ("bell for 4 s, then silence for 2 s, then a gong", [0, 6])],
)  # fmt: skip
def test_times(text: str, starts: list[float]):
    assert [event.start for event in events(text)] == starts


def test_fades_are_envelopes():
    (event,) = events("wind for 20 s fades in over 5 s and fades out over 10 s")
    assert event.envelope is not None
    assert [event.envelope.at(t) for t in (0, 5, 10, 20)] == [-60, 0, 0, -60]
    (drone,) = events("drone crescendo 20s")
    assert (drone.duration, drone.envelope is not None) == (20, True)


def path(text: str) -> list[tuple[float, float, float]]:
    (event,) = events(text)
    assert event.trajectory is not None, text
    return [(p.azimuth, p.elevation, p.distance) for p in event.trajectory.positions]


def test_ways_with_a_goal():
    assert (
        path("a wasp orbits my head 3 times in 9 secs")[0]
        == path("a wasp orbits my head 3 times in 9 secs")[-1]
    )
    clockwise = [azimuth for azimuth, *_ in path("a cart rolls from left to right clockwise")]
    assert min(map(abs, clockwise)) < 20
    behind = [azimuth for azimuth, *_ in path("a cart rolls from left to right via the back")]
    assert max(map(abs, behind)) > 160
    near = path("footsteps come towards me and stop right next to my left ear")
    assert near[-1][2] < 0.5 < near[0][2]
    assert path("footsteps 5m to 1m in front")[-1][2] == 1.0
    rises = path("a tone rises from the floor to the ceiling")
    assert rises[0][1] < -30 < 30 < rises[-1][1]


def test_what_happens_as_it_passes():
    _, horn = events("a car drives by from left to right for 8 s. As it passes, a horn honks")
    assert horn.start == pytest.approx(4, abs=0.5)


def test_near_is_near_by_kind():
    assert events("a plane nearby")[0].position.distance > 5
    assert events("a whisper nearby")[0].position.distance <= 1


def test_a_mention_of_the_same_sound_says_more_of_it():
    assert len(events("distant tractor, tractor on the left")) == 1


# -- event lines ----------------------------------------------------------------------------

ONE = parse_line("gong@3@-45,0@2@0")


@pytest.mark.parametrize(
    "line",
    ["gong@3@\u221245,0@2@0", "gong@3@\u201345,0@2@0", "gong\uff203\uff20-45,0\uff202\uff200",
     "gong@3s@-45\u00b0,0\u00b0@2m@0s", "\ufeffgong@3@-45,0@2@0", "gong@3,0@-45,0@2,0@0"],
)  # fmt: skip
def test_event_lines_as_programs_write_them(line: str):
    assert parse_line(line) == ONE
    assert plan_text(RULES, line).events == (ONE,)


@pytest.mark.parametrize("between", [" ", "; ", ", ", " | ", "\\n", "\n", "\t"])
def test_several_event_lines_in_a_text(between: str):
    text = between.join(["gong@3@-45,0@2@0"] * 3)
    assert plan_text(RULES, text).events == (ONE, ONE, ONE)
    assert parse_lines(text) == [ONE, ONE, ONE]


def test_what_is_no_event_line_is_refused_and_never_swallowed():
    with pytest.raises(InvalidInput):
        parse_lines("gong@x@0,0@1@0 bell@1@0,0@1@0")


# -- no word is lost ------------------------------------------------------------------------

SMALL = _wording.FUNCTION | _wording.DETERMINERS


def lost(text: str) -> list[str]:
    """Words of a sound that are in no event and in no note."""
    seen = RULES.read(text)
    there = " ".join([event.sound for event in seen.events] + list(seen.notes)).lower()
    words = [w for draft in seen.drafts.drafts for w in draft.words if w not in SMALL]
    named = [seen.tokens[p.first].norm for p in seen.phrases if p.kind in ("noun", "word")]
    content = [w for w in (*words, *named) if w.isascii() and w not in SMALL and len(w) > 2]
    content = [w for w in content if w not in _wording.PREPOSITIONS]
    return [w for w in content if w[:3] not in there and (_lexicon.ing_of(w) or w) not in there]


KINDS = sorted(w for w in _lexicon.kinds() if w.isascii() and " " not in w)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KINDS), st.sampled_from(KINDS))
def test_every_kind_of_sound_is_heard(one: str, other: str):
    try:
        assert lost(f"a {one} on the left, then a {other} behind me") == []
    except InvalidInput:
        pytest.fail(f"{one} and {other} name no sound")


@pytest.mark.parametrize("part", ["tried", "strangers_open"])
def test_no_content_word_of_a_prompt_is_lost(part: str):
    english = [p for p in evaluation.load(part) if getattr(p, "language", "en") == "en"]
    prompts = [p.text for p in english if "@" not in p.text]
    gone = {text: words for text in prompts if (words := lost(text))}
    assert len(gone) <= 0.05 * len(prompts), gone


# -- growth ---------------------------------------------------------------------------------


def calls(work: Callable[[], Any]) -> int:
    """How many calls some work makes: what grows is counted, not timed."""
    count = 0

    def tick(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tick)
    try:
        work()
    except InvalidInput:
        pass
    finally:
        sys.setprofile(None)
    return count


TEXTS = {
    "spaces": lambda n: "a@1@" + " " * n + "z@1@1", "dots": lambda n: "dog" + "." * n + "cat",
    "at": lambda n: "at 1, 2, " * (n // 9), "signs": lambda n: "@" * n,
    "a": lambda n: "a " * (n // 2),
    "left": lambda n: "left " * (n // 5), "open": lambda n: "(" * n + "a",
    "prose": lambda n: "A dog barks on the left, then a car passes. " * (n // 44),
    "lines": lambda n: "a@1@0,0@1@0 " * (n // 12), "cjk": lambda n: "\u72ac" * n,
    "think": lambda n: "<think>" * (n // 7), "quotes": lambda n: '"a' * (n // 2),
    "mixed": lambda n: "\u05d0 9 ~ \u0436 (x) 3 m, " * (n // 20),
}  # fmt: skip

PARSERS: dict[str, Callable[[str], Any]] = {
    "prose": RULES.plan,
    "event lines": lambda text: list(pieces(text)),
    "answers": read_answer,
}


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("text", TEXTS)
def test_twice_the_text_is_at_most_twice_the_work(parser: str, text: str):
    read, make = PARSERS[parser], TEXTS[text]
    calls(lambda: read(make(50)))
    once, twice = (calls(lambda n=n: read(make(n))) for n in (1_000, 2_000))
    assert twice <= 2.3 * once + 2_000, (once, twice)
