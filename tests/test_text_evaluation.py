"""The evaluation set and its judge: every attribute can fail, and the rules keep their marks."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import pytest

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.scene import Event
from ttmba_live.text import Plan, evaluation
from ttmba_live.text._attributes import Around, holds
from ttmba_live.text.rules import Rules
from ttmba_live.text.verbs import add_evaluate_plan_arguments, run_evaluate_plan


def event(azimuth: float = 0, elevation: float = 0, distance: float = 2, **rest: Any) -> Event:
    rest = {"sound": "bell", "duration": 4, "start": 0, **rest}
    return Event.checked(position=Position.checked(azimuth, elevation, distance), **rest)


def moving(*points: tuple[float, float, float]) -> Event:
    rows = [(float(n), *point) for n, point in enumerate(points)]
    trajectory = Trajectory.checked(rows)
    first = trajectory.positions[0]
    return event(first.azimuth, first.elevation, first.distance, trajectory=trajectory)


def judged(name: str, it: Event, *others: Event) -> bool:
    return holds(name, it, Around([it, *others], [it, *others]))


STILL = event()
TURN = moving(*((30 * n, 0, 2) for n in range(13)))


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("left", event(90), event(-90)), ("right", event(-60), event(60)),
        ("front", event(10), event(60)), ("behind", event(-170), event(0)),
        ("front-left", event(45), event(-45)), ("back-right", event(-135), event(-45)),
        ("above", event(0, 30), STILL), ("high", event(0, 60), event(0, 30)),
        ("below", event(0, -20), STILL), ("level", STILL, event(0, 30)),
        ("near", event(0, 0, 0.5), STILL), ("close", STILL, event(0, 0, 8)),
        ("far", event(0, 0, 30), STILL), ("soft", event(gain_db=-6), STILL),
        ("loud", event(gain_db=6), STILL), ("az=45", event(45.2), event(46)),
        ("dist=2..3", STILL, event(0, 0, 3.1)), ("el=-21..-19", event(0, -20), STILL),
        ("start=0", STILL, event(start=1)), ("dur=4", STILL, event(duration=5)),
        ("still", STILL, TURN), ("moves", TURN, STILL), ("circle", TURN, STILL),
        ("left>right", moving((60, 0, 3), (-60, 0, 3)), moving((-60, 0, 3), (60, 0, 3))),
        ("right>left", moving((-60, 0, 3), (60, 0, 3)), STILL),
        ("front>back", moving((0, 0, 3), (180, 0, 3)), STILL),
        ("back>front", moving((180, 0, 3), (0, 0, 3)), STILL),
        ("approach", moving((0, 0, 9), (0, 0, 2)), moving((0, 0, 2), (0, 0, 9))),
        ("recede", moving((0, 0, 2), (0, 0, 9)), STILL),
        ("over", moving((0, 20, 9), (90, 80, 5), (180, 20, 9)), event(0, 80)),
        ("rise", moving((0, 0, 2), (0, 40, 2)), STILL),
        ("fall", moving((0, 40, 2), (0, 0, 2)), STILL),
    ],
)  # fmt: skip
def test_an_attribute_holds_and_fails(name: str, right: Event, wrong: Event):
    assert judged(name, right)
    assert not judged(name, wrong)


def test_order():
    early, late = event(), event(start=3)
    assert judged("after:2", late, early)
    assert not judged("after:2", early, late)
    assert judged("with:2", early, early)
    assert not judged("with:2", early, late)
    assert judged("through", event(duration=7), late)
    assert not judged("through", early, late)


@pytest.mark.parametrize("name", ["lft", "foo=3", "az=x", "after:9", "before:1", "after:x"])
def test_an_attribute_that_does_not_exist_is_refused(name: str):
    with pytest.raises(InvalidInput):
        judged(name, STILL)


PROMPT = """
# a remark
> A bell, then a horn.
bell | left start=0
(horn|hooter) | after:1
"""


def test_a_prompt_is_judged_by_count_sound_and_attributes():
    (prompt,) = evaluation.parse(PROMPT)
    bell, horn = event(90), event(sound="old horn", start=4)
    right = evaluation.judge(prompt, Plan((bell, horn), "x"))
    assert (right.wrong, right.attributes) == ((), 6)
    swapped = evaluation.judge(prompt, Plan((horn, bell), "x"))
    assert swapped.wrong == (), "the order in the plan does not matter"
    assert len(evaluation.judge(prompt, Plan((event(-90), horn), "x")).wrong) == 1
    assert len(evaluation.judge(prompt, Plan((bell,), "x")).wrong) == 3
    assert len(evaluation.judge(prompt, Plan((bell, horn, horn), "x")).wrong) == 1
    wordy = event(90, sound="bell on the left")
    assert len(evaluation.judge(prompt, Plan((wordy, horn), "x")).wrong) == 1


def test_a_line_before_any_prompt_is_refused():
    with pytest.raises(InvalidInput, match="line 1"):
        evaluation.parse("bell | left")


def test_a_part_that_does_not_exist_is_refused():
    with pytest.raises(InvalidInput, match="open"):
        evaluation.load("easy")


def test_the_set_is_large_enough_and_a_third_is_held_out():
    sizes = {part: len(evaluation.load(part)) for part in evaluation.PARTS}
    assert sizes["held_out"] == (sizes["open"] + sizes["held_out"]) // 3
    assert sizes["tried"] + sizes["strangers_open"] >= 150
    assert sizes["strangers_closed"] >= 150
    texts = [p.text for part in evaluation.PARTS for p in evaluation.load(part)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("part", evaluation.OWN)
def test_all_that_the_set_demands_can_be_judged(part: str):
    for prompt in evaluation.load(part):
        assert prompt.expected, prompt.text
        around = Around([STILL] * len(prompt.expected), [STILL])
        for expected in prompt.expected:
            re.compile(expected.sound)
            for name in expected.attributes:
                holds(name, STILL, around)


SCORES = {}


def scored(part: str) -> evaluation.Score:
    if part not in SCORES:
        SCORES[part] = evaluation.score(Rules(), part)
    return SCORES[part]


@pytest.mark.parametrize(
    ("part", "attributes", "whole"),
    [
        ("open", 0.95, 0.9), ("held_out", 0.95, 0.9), ("tried", 0.95, 0.9),
        ("strangers_open", 0.95, 0.9), ("strangers_more", 0.85, 0.6),
        ("strangers_closed", 0.8, 0.6),
    ],
)  # fmt: skip
def test_the_rules_keep_their_marks(part: str, attributes: float, whole: float):
    score = scored(part)
    right = (score.attributes_right / score.attributes, score.prompts_right / len(score.results))
    assert right[0] >= attributes, right
    assert right[1] >= whole, right


def test_the_table_in_the_docs_is_what_the_command_prints():
    page = (Path(__file__).parents[1] / "docs" / "planner.md").read_text(encoding="utf-8")
    for part in evaluation.PARTS:
        row = evaluation.table("rules", [scored(part)]).splitlines()[-1]
        counted = row.rsplit("|", 3)[0]
        assert counted in page


def test_a_planner_that_knows_nothing_scores_low():
    class Front:
        name = "front"

        def plan(self, text: str) -> Plan:
            return Plan((event(sound=text[:100]),), self.name)

    score = evaluation.score(Front(), "open")
    assert score.prompts_right < 0.05 * len(score.results)
    assert score.attributes_right < 0.6 * score.attributes


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_evaluate_plan_arguments(parser)
    return parser.parse_args(words)


def test_the_command_prints_a_table(capsys: pytest.CaptureFixture[str]):
    assert run_evaluate_plan(arguments("--part", "open", "--wrong")) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("| planner | part |")
    assert out[2].startswith("| rules | open | 100 |")


def test_the_command_refuses_a_model_that_cannot_be_reached(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("openai")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(InvalidInput, match="OPENAI_API_KEY"):
        run_evaluate_plan(arguments("--planner", "llm"))
