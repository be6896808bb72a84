"""The rules in a process of their own: the same plans, and plans also when it is lost."""

import subprocess
import sys
import threading

import pytest

from ttmba_live.errors import InvalidInput
from ttmba_live.text.apart import RulesProcess
from ttmba_live.text.rules import Rules

TEXTS = ("a dog barks on the left", "ein Hund bellt links, dann Donner", "rain all around")


@pytest.fixture
def apart():
    planner = RulesProcess()
    planner.warm()
    yield planner
    planner.close()


def test_the_process_plans_as_the_rules_do_and_is_started_again_when_it_is_lost(
    apart: RulesProcess,
):
    rules = Rules()
    assert [apart.plan(text) for text in TEXTS] == [rules.plan(text) for text in TEXTS]
    assert apart.in_english("Kuhglocken") == "cowbell"
    with pytest.raises(InvalidInput, match="no word"):
        apart.plan("...")
    first = apart.process
    first.kill()
    first.wait()
    assert apart.plan(TEXTS[0]) == rules.plan(TEXTS[0])
    assert apart.plan(TEXTS[1]) == rules.plan(TEXTS[1])
    assert apart.process.pid != first.pid


def test_a_lost_process_does_not_bring_its_work_to_this_one(
    apart: RulesProcess, monkeypatch: pytest.MonkeyPatch
):
    """Loading the rules here once took the interpreter from the sound for half a second."""
    apart.plan(TEXTS[0])
    monkeypatch.setattr("ttmba_live.text.apart._here", None)
    for _ in range(2):
        apart.process.kill()
        assert apart.plan(TEXTS[0]).events


def test_nothing_is_started_by_who_does_not_ask_for_it_and_close_ends_what_is_planned():
    idle = RulesProcess("left")
    assert idle.plan("a dog barks stage left") == Rules("left").plan("a dog barks stage left")
    assert idle.process is None
    idle.warm()
    planned = []
    long = "a very long story of dogs and cats, " * 500
    thread = threading.Thread(target=lambda: planned.append(idle.plan(long)))
    thread.start()
    process = idle.process
    idle.close()
    assert process.wait(60.0) != 0
    thread.join(60.0)
    assert planned, "a text on its way is planned here"


def test_a_process_that_hangs_is_given_up(apart, monkeypatch: pytest.MonkeyPatch):
    apart.plan(TEXTS[0])
    monkeypatch.setattr("ttmba_live.text.apart.LIMIT", 0.0)
    hung = apart.process
    assert apart.plan(TEXTS[1] + " and rain" * 60).events
    assert hung.wait(60.0) != 0


def test_what_reads_texts_loads_no_numpy():
    said = "import sys; from ttmba_live.text.rules import Rules; Rules().plan('a dog'); "
    said += "print(sorted({'numpy', 'soundfile', 'torch', 'numba'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
