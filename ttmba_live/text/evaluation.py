"""How well a planner does on the evaluation sets. Knows their notation, no planner's insides.

Two are this project's own (`open`, `held_out`, in `_attributes`'s notation). The others were
written by people who had not seen the rules (`_wanted`'s notation): `tried`, `strangers_open`
and `strangers_more` may be read by who works on the rules, `strangers_closed` is only counted.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ttmba_live.errors import InvalidInput
from ttmba_live.scene import Event
from ttmba_live.text import _wanted
from ttmba_live.text._attributes import Around, holds
from ttmba_live.text._lexicon import data_text
from ttmba_live.text._plan import Plan, Planner

PARTS = ("open", "held_out", "tried", "strangers_open", "strangers_more", "strangers_closed")
"""The sets."""

OWN = PARTS[:2]
"""Those in this project's own notation."""

_PLACE_WORDS = re.compile(
    r"\b(?:left|right|behind|in front|overhead|seconds?|met(?:er|re)s|degrees|o'clock|distance|"
    r"towards|throughout|above me|below me)\b"
)
"""Words that have no place in a clean prompt for the generator."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One event a prompt must become: a pattern for its sound and the attributes that must hold."""

    sound: str
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt of the set."""

    text: str
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """How one prompt went; ``wrong`` names what did not hold."""

    text: str
    plan: Plan
    attributes: int
    wrong: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Score:
    """How a part of the set went; shares are 0..1, ``seconds`` are for one prompt."""

    part: str
    results: tuple[Result, ...]

    @property
    def attributes(self) -> int:
        """How many attributes were demanded."""
        return sum(result.attributes for result in self.results)

    @property
    def attributes_right(self) -> int:
        """How many of them held."""
        return self.attributes - sum(len(result.wrong) for result in self.results)

    @property
    def prompts_right(self) -> int:
        """Prompts of which everything held."""
        return sum(not result.wrong for result in self.results)

    @property
    def seconds(self) -> float:
        """The median time for one prompt."""
        times = sorted(result.seconds for result in self.results)
        return times[len(times) // 2] if times else 0.0

    @property
    def slowest(self) -> float:
        """The longest time for one prompt."""
        return max((result.seconds for result in self.results), default=0.0)


def load(part: str) -> tuple[Prompt, ...] | tuple[_wanted.Wanted, ...]:
    """The prompts of a set; raises `InvalidInput` if there is no such set."""
    if part not in PARTS:
        raise InvalidInput(f"there are the evaluation sets {', '.join(PARTS)}, not {part!r}")
    if part in OWN:
        return parse(data_text(f"prompts_{part}.txt"))
    return _wanted.parse(data_text(f"prompts_{part}.jsonl"))


def parse(text: str) -> tuple[Prompt, ...]:
    """Read the set's notation; raises `InvalidInput` for a line that is none of its kinds."""
    prompts: list[tuple[str, list[Expected]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("> "):
            prompts.append((line[2:].strip(), []))
            continue
        if not prompts:
            raise InvalidInput(f"evaluation set, line {number}: no prompt before it")
        sound, attributes = line.strip(), ""
        if " | " in line:
            sound, _, attributes = line.rpartition(" | ")
        prompts[-1][1].append(Expected(sound.strip(), tuple(attributes.split())))
    return tuple(Prompt(text, tuple(expected)) for text, expected in prompts)


def score(planner: Planner, part: str) -> Score:
    """Plan every prompt of a set and judge what came out; once unmeasured, to warm caches."""
    prompts = load(part)
    planner.plan("a dog barks")
    results = []
    for prompt in prompts:
        began = time.perf_counter()
        try:
            plan = planner.plan(prompt.text)
        except InvalidInput as error:  # which is wrong, and no reason to judge no other
            plan = Plan((), planner.name, (str(error),))
        seconds = time.perf_counter() - began
        if isinstance(prompt, Prompt):
            results.append(judge(prompt, plan, seconds))
        else:
            verdict = _wanted.judge(prompt, plan.events)
            results.append(Result(prompt.text, plan, verdict.wanted, verdict.wrong, seconds))
    return Score(part, tuple(results))


def judge(prompt: Prompt, plan: Plan, seconds: float = 0.0) -> Result:
    """Judge one plan: the number of events, and for each its sound and its attributes."""
    matched = match(prompt.expected, plan.events)
    around = Around(matched, plan.events)
    wrong: list[str] = []
    attributes = 1
    if len(plan.events) != len(prompt.expected):
        wrong.append(f"{len(plan.events)} events, not {len(prompt.expected)}")
    for number, (expected, event) in enumerate(zip(prompt.expected, matched, strict=True), 1):
        attributes += 1 + len(expected.attributes)
        if event is None:
            wrong += [f"{number}: {name}" for name in (expected.sound, *expected.attributes)]
            continue
        if _PLACE_WORDS.search(event.sound):
            wrong.append(f"{number}: words of place in {event.sound!r}")
        wrong += [f"{number}: {a}" for a in expected.attributes if not holds(a, event, around)]
    return Result(prompt.text, plan, attributes, tuple(wrong), seconds)


def match(expected: Sequence[Expected], events: Sequence[Event]) -> list[Event | None]:
    """The first unused event for each expectation whose sound fits, or None."""
    unused = list(events)
    matched: list[Event | None] = []
    for wanted in expected:
        pattern = re.compile(wanted.sound, re.IGNORECASE)
        found = next((event for event in unused if pattern.search(event.sound)), None)
        matched.append(found)
        if found is not None:
            unused.remove(found)
    return matched


def table(planner: str, scores: Sequence[Score]) -> str:
    """A Markdown table of scores."""
    lines = [
        "| planner | part | prompts | attributes right | whole prompts right | median | slowest |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {planner} | {s.part.replace('_', ' ')} | {len(s.results)} "
        f"| {s.attributes_right}/{s.attributes} = {s.attributes_right / s.attributes:.1%} "
        f"| {s.prompts_right}/{len(s.results)} = {s.prompts_right / len(s.results):.1%} "
        f"| {1e3 * s.seconds:.2f} ms | {1e3 * s.slowest:.2f} ms |"
        for s in scores
    ]
    return "\n".join(lines)
