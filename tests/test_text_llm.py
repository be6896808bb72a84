"""The language-model planner against a scripted server: whatever it does, there is a plan."""

from __future__ import annotations

import json
import logging
import socket
import sys
import threading
from pathlib import Path

import pytest

from ttmba_live.cli import main
from ttmba_live.errors import Unavailable
from ttmba_live.scene import event_from_json
from ttmba_live.text import MAX_EVENTS, Plan

pytest.importorskip("openai")

from scripted_model import (
    GOOD,
    SECRET,
    Answer,
    Script,
    assert_valid,
    cuts,
    drips,
    drips_heads,
    event,
    fails,
    hangs,
    says,
)

from ttmba_live.text._answers import read
from ttmba_live.text.llm import Llm, LlmSettings
from ttmba_live.text.rules import Rules

CUE = "a dog barks on the left"


def test_a_good_answer_is_taken(script: Script):
    script.answers = [GOOD]
    plan = script.planner().plan(CUE)
    assert (plan.planner, plan.notes) == ("llm", ())
    assert plan.events[0].position.azimuth == 80
    assert_valid(plan)


def test_the_request_asks_for_a_strict_schema_and_tells_our_frame(script: Script):
    script.answers = [GOOD]
    script.planner().plan(CUE)
    (request,) = script.requests
    wanted = request["response_format"]
    assert wanted["type"] == "json_schema"
    assert wanted["json_schema"]["strict"] is True
    item = wanted["json_schema"]["schema"]["properties"]["events"]["items"]
    assert item["required"] == list(item["properties"])
    assert item["additionalProperties"] is False
    assert list(item["properties"])[:2] == ["sound", "where"], "words come before numbers"
    assert item["properties"]["azimuth"] == {"type": "number", "minimum": -180, "maximum": 180}
    assert wanted["json_schema"]["schema"]["properties"]["events"]["maxItems"] == MAX_EVENTS
    assert set(item["required"]) == set(event())
    assert "+90 LEFT" in request["messages"][0]["content"]
    assert '"additionalProperties"' in request["messages"][0]["content"]
    assert json.dumps(CUE) in request["messages"][-1]["content"]
    assert request["model"] == "toy"


def test_the_examples_in_the_prompt_pass_our_own_checks(script: Script):
    script.answers = [GOOD]
    script.planner().plan(CUE)
    told = [m["content"] for m in script.requests[0]["messages"] if m["role"] == "assistant"]
    assert told
    assert [(r.faults, r.notes) for r in map(read, told)] == [([], [])] * len(told)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (fails(429), "429"),
        (fails(500), "500"),
        (fails(503), "503"),
        (fails(401, f"Incorrect API key provided: {SECRET}"), "refused the key"),
        (fails(404), "404"),
        (cuts, "connection lost"),
        (says(""), "empty"),
        (says(None), "empty"),
        (says(None, refusal="I would rather not"), "refused"),
        (says("x", finish="content_filter"), "refused"),
        (says('{"events": [{"sound"', finish="length"), "cut off"),
        (says("I am a helpful assistant."), "two answers"),
        (says('{"events": [}'), "two answers"),
        (says({"events": []}), "two answers"),
        (says({"events": "none"}), "two answers"),
        (says({"events": [1, None, "x", []]}), "two answers"),
        (says({"events": [event(sound=7)]}), "two answers"),
        (says({"events": [event(azimuth="left")]}), "two answers"),
        (says({"events": [event(duration=None)]}), "two answers"),
        (says({"events": [event(distance=True)]}), "two answers"),
        (says({"events": [event(trajectory={"a": 1})]}), "two answers"),
        (says('{"events": [{"sound": "a", "duration": NaN}]}'), "two answers"),
        (says("[" * 100_000), "two answers"),
        (lambda h, _: h.reply(200, b"<html>hello</html>", "text/html"), "not JSON"),
        (lambda h, _: h.reply(200, b"{}"), "no message"),
        (lambda h, _: h.reply(200, b"null"), "no message"),
        (lambda h, _: h.reply(200, b'{"choices": [{}]}'), "no message"),
        (lambda h, _: h.reply(200, b""), "not JSON"),
        (lambda h, _: h.reply(200, b" " * 3_000_000), "too long"),
    ],
)
def test_every_failure_falls_back_to_the_rules_and_says_why(
    script: Script, answer: Answer, why: str
):
    script.answers = [answer]
    plan = script.planner().plan(CUE)
    assert plan.planner == "rules"
    assert plan.events == Rules().plan(CUE).events
    assert why in plan.notes[0]
    assert plan.notes[0].startswith("the language model was not used")
    assert SECRET not in repr(plan)


@pytest.mark.parametrize("silent", [hangs, drips, drips_heads])
def test_a_server_that_takes_its_time_is_left_in_time(script: Script, silent: Answer):
    script.answers = [silent]
    plan = script.planner(timeout=0.4).plan(CUE)
    assert not script.release.is_set(), "the server would hold it still"
    assert plan.planner == "rules"
    assert "no answer within 0.4 s" in plan.notes[0]


def test_no_server_at_all():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        settings = LlmSettings(base_url=f"http://127.0.0.1:{taken.getsockname()[1]}/v1")
        plan = Llm(settings, Rules()).plan(CUE)
    assert plan.planner == "rules"
    assert "no connection" in plan.notes[0]


def test_without_a_key_openai_is_not_called(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    settings = LlmSettings()
    assert not settings.configured()
    plan = Llm(settings, Rules()).plan(CUE)
    assert plan.planner == "rules"
    assert "no key in the environment (OPENAI_API_KEY)" in plan.notes[0]


def test_a_server_of_ones_own_needs_no_key(script: Script, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("TOY_KEY")
    script.answers = [GOOD]
    assert LlmSettings(base_url=script.url).configured()
    assert script.planner().plan(CUE).planner == "llm"


def test_the_key_reaches_the_server_and_nothing_else(
    script: Script, caplog: pytest.LogCaptureFixture
):
    script.answers = [fails(401, f"bad key {SECRET}"), GOOD]
    planner = script.planner()
    with caplog.at_level(logging.DEBUG):
        plans = [planner.plan(CUE), planner.plan(CUE)]
    assert script.keys == [f"Bearer {SECRET}"] * 2
    shown = [repr(planner), str(vars(planner)), repr(planner._settings), repr(plans)]
    shown += [record.getMessage() for record in caplog.records]
    assert plans[1].planner == "llm"
    assert all(SECRET not in text for text in shown)


def test_several_threads_share_a_planner(script: Script):
    script.answers = [GOOD]
    planner = script.planner()
    plans: list[Plan] = []
    threads = [
        threading.Thread(target=lambda n=n: plans.append(planner.plan(f"cue {n}")))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [plan.planner for plan in plans] == ["llm"] * 8


def test_without_the_package_the_planner_cannot_be_made(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(Unavailable, match="openai"):
        Llm(LlmSettings(), Rules())


def test_the_rules_and_the_model_are_shown_side_by_side(
    script: Script, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    fade = [{"time": 0, "gain_db": -40}, {"time": 4, "gain_db": 0}]
    script.answers = [says({"events": [event(azimuth=80, envelope=fade), event(sound="cat")]})]
    config = tmp_path / "own.toml"
    config.write_text(
        f'[llm]\nbase_url = "{script.url}"\nmodel = "toy"\napi_key_env = "TOY_KEY"\n', "utf-8"
    )
    with pytest.raises(SystemExit, match="0"):
        main(["plan", CUE, "--compare", "--config", str(config)])
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["rules", "|", "llm"]
    left, right = (cell.strip() for cell in rows[0].split("|"))
    assert left.startswith("dog barking@4@90,")
    assert right == "dog barking@4@80,-15@3@0 (fades)"
    assert rows[1].split("|")[1].strip().startswith("cat@4@")
    assert head.index("|") == rows[0].index("|") == rows[1].index("|")


def test_json_says_who_planned_each_event(
    script: Script, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    script.answers = [GOOD]
    config = tmp_path / "own.toml"
    config.write_text(f'[llm]\nbase_url = "{script.url}"\n', "utf-8")
    text = f"bell@1@0,0@1@0\n{CUE}"
    with pytest.raises(SystemExit, match="0"):
        main(["plan", text, "--json", "--config", str(config)])
    events = json.loads(capsys.readouterr().out)
    assert [e["planner"] for e in events] == ["lines", "llm"]
    assert [event_from_json(e).planner for e in events] == ["lines", "llm"]
