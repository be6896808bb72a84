"""What the language-model planner asks when a server refuses: plainer, and without just that."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip("openai")

from scripted_model import (
    GOOD,
    Handler,
    Script,
    fails,
)

CUE = "a dog barks on the left"


def test_a_refused_schema_is_asked_for_more_and_more_plainly(script: Script):
    def only_plain(handler: Handler, request: dict[str, Any]) -> None:
        (fails(400) if "response_format" in request else GOOD)(handler, request)

    script.answers = [only_plain]
    planner = script.planner()
    assert planner.plan(CUE).planner == "llm"
    kinds = [r.get("response_format", {}).get("type") for r in script.requests]
    assert kinds == ["json_schema"] * 3 + ["json_object", None]
    planner.plan("another cue")
    assert "response_format" not in script.requests[-1]
    assert len(script.requests) == 6, "what the server refused is not tried again"


def test_a_model_that_takes_no_temperature_is_asked_without(script: Script):
    def bare(handler: Handler, request: dict[str, Any]) -> None:
        (fails(400) if "temperature" in request else GOOD)(handler, request)

    script.answers = [bare]
    assert script.planner().plan(CUE).planner == "llm"
    assert set(script.requests[-1]) == {"model", "messages", "response_format"}
    assert script.requests[-1]["response_format"]["type"] == "json_schema", "the schema stays"


def test_a_model_that_names_what_it_refuses_is_asked_without_just_that(script: Script):
    def newer(handler: Handler, request: dict[str, Any]) -> None:
        for field, hint in (
            ("max_tokens", "Use 'max_completion_tokens' instead."),
            ("temperature", "Only the default (1) value is supported."),
        ):
            if field in request:
                fails(400, f"Unsupported parameter: '{field}'. {hint}")(handler, request)
                return
        GOOD(handler, request)

    script.answers = [newer]
    assert script.planner(max_tokens=77).plan(CUE).planner == "llm"
    last = script.requests[-1]
    assert set(last) == {"model", "messages", "response_format", "max_completion_tokens"}
    assert last["max_completion_tokens"] == 77
    assert len(script.requests) == 3


def test_bounds_that_a_server_does_not_know_are_left_out_of_the_schema(script: Script):
    def boundless(handler: Handler, request: dict[str, Any]) -> None:
        knows = "maxItems" not in json.dumps(request["response_format"])
        refused = fails(400, "Invalid schema for response_format: 'maxItems' is not permitted.")
        (GOOD if knows else refused)(handler, request)

    script.answers = [boundless]
    assert script.planner().plan(CUE).planner == "llm"
    first, last = script.requests
    assert last["response_format"]["type"] == "json_schema"
    assert last["max_tokens"] == first["max_tokens"]


def test_a_server_that_refuses_everything(script: Script):
    script.answers = [fails(400)]
    plan = script.planner().plan(CUE)
    assert plan.planner == "rules"
    assert "400" in plan.notes[0]
    assert len(script.requests) == 6
