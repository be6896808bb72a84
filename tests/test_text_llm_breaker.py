"""A model that does not answer is let alone after two failures, and taken back when it is well."""

import json
import threading
from typing import Any

import pytest

pytest.importorskip("openai")

from pulse import until
from scripted_model import GOOD, Handler, Script, event, fails, hangs, says

from ttmba_live.text import _instructions, plan_text
from ttmba_live.text.llm import Llm, LlmSettings
from ttmba_live.text.rules import Rules

TEXTS = ("a dog barks", "a cat purrs", "a bell rings", "rain falls", "a horn honks")


def notes(plan: Any) -> list[str]:
    return [note for note in plan.notes if "language model" in note]


@pytest.mark.parametrize("bad", [fails(503), says("I would rather not."), hangs])
def test_after_two_failures_the_rules_answer_without_asking(script: Script, bad: Any):
    script.answers = [bad]
    planner = script.planner(timeout=0.3, retry=3600.0)
    first, second = planner.plan("a dog barks"), planner.plan("a cat purrs")
    asked = len(script.requests)
    later = [planner.plan(f"{n} birds sing") for n in (2, 3, 4)]
    assert [plan.planner for plan in (first, second, *later)] == ["rules"] * 5
    assert len(script.requests) == asked
    assert "until the model answers" not in notes(first)[0]
    assert "until the model answers" in notes(second)[0]
    assert [notes(plan) for plan in later] == [[], [], []], "told once"


def test_an_evaluation_asks_every_time(script: Script):
    script.answers = [fails(503)]
    settings = LlmSettings(base_url=script.url, api_key_env="TOY_KEY")
    planner = Llm(settings, Rules(), patient=True)
    plans = [planner.plan(TEXTS[n]) for n in range(4)]
    assert [len(notes(plan)) for plan in plans] == [1] * 4
    assert len(script.requests) == 4


def test_one_failure_among_good_answers_changes_nothing(script: Script):
    script.answers = [fails(503), GOOD, fails(503), GOOD]
    planner = script.planner()
    plans = [planner.plan(TEXTS[n]).planner for n in range(4)]
    assert plans == ["rules", "llm", "rules", "llm"]


def test_it_is_tried_again_in_the_background_and_taken_back(script: Script):
    well = threading.Event()

    def recovering(handler: Handler, request: dict[str, Any]) -> None:
        (GOOD if well.is_set() else fails(503))(handler, request)

    script.answers = [recovering]
    planner = script.planner(retry=0.01)
    for n in range(2):
        planner.plan(TEXTS[n])
    until(lambda: len(script.requests) > 4, what="tries in the background")
    assert planner.plan("a bell rings").planner == "rules", "cues do not wait for them"
    trial = script.requests[-1]["messages"][-1]["content"]
    assert json.dumps(_instructions.TRIAL) in trial, "no artist's text is sent again"
    well.set()
    until(lambda: planner.plan("thunder rolls").planner == "llm", what="the model")
    asked = len(script.requests)
    again = planner.plan("a horn honks")
    assert (again.planner, len(script.requests)) == ("llm", asked + 1)


def test_that_it_is_back_is_told_once(script: Script):
    script.answers = [fails(503), fails(503), GOOD]
    planner = script.planner(retry=0.01)
    planner.plan(TEXTS[0]), planner.plan(TEXTS[1])
    until(lambda: not planner._breaker.open, what="the model")
    told = [notes(planner.plan(cue)) for cue in (TEXTS[2], TEXTS[3], TEXTS[2])]
    assert told == [["the language model answers again"], [], []]


def test_lines_do_not_wait_while_prose_hangs(script: Script):
    script.answers = [hangs]
    planner = script.planner(timeout=600.0)
    prose = threading.Thread(target=planner.plan, args=("a dog barks",))
    prose.start()
    until(lambda: script.requests, what="the request")
    assert plan_text(planner, "bell@1@0,0@1@0").planner == "lines"
    assert prose.is_alive(), "the prose still waits"
    planner.close()
    prose.join(60)
    assert not prose.is_alive(), "the end of the program does not wait for the server"


def test_a_server_of_ones_own_is_warmed_with_what_every_request_begins_with(script: Script):
    script.answers = [says("{", finish="length"), GOOD]
    planner = script.planner()
    planner.warm()
    until(lambda: script.requests, what="the warming")
    assert planner.plan("a dog barks").planner == "llm"
    warming, cue = (request["messages"] for request in script.requests)
    assert warming[:-1] == cue[:-1]
    assert script.requests[0]["max_tokens"] == 1
    assert script.requests[0]["response_format"] == script.requests[1]["response_format"]


def test_a_cut_answer_keeps_its_whole_events(script: Script):
    whole = json.dumps({"events": [event(), event(sound="cat")]})
    script.answers = [says(whole[:-20], finish="length")]
    plan = script.planner().plan("a dog barks, a cat purrs")
    assert (plan.planner, [e.sound for e in plan.events]) == ("llm", ["dog barking"])
    assert "cut off" in plan.notes[0]
    assert len(script.requests) == 1, "it is not asked again: it would be cut again"
