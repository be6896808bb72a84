"""The README's commands and examples run, and what it says of addresses is true."""

import json
import re
import runpy
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from commands import called
from daemon import Daemon, hear

LASTING = {"serve", "demo"}
ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands():
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return [
        line for line in lines if line.startswith("ttmba-live") and not LASTING & {*line.split()}
    ]


def test_the_first_two_commands_are_the_set_up():
    first, second = blocks("sh")[:2]
    assert first == "pip install -c constraints.txt .\nttmba-live demo\n"
    assert second == 'pip install -c constraints.txt ".[test]"\npytest\n'


def test_everything_claims_the_same_pythons():
    claimed = runpy.run_path(str(ROOT / ".ci" / "platforms.py"))["PYTHONS"]
    first, last = claimed[0], claimed[-1]
    after = f"3.{int(last.split('.')[1]) + 1}"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["requires-python"] == f">={first},<{after}"
    assert f"Python {first} to {last}" in README
    workflow = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    assert f"python: [{', '.join(map(json.dumps, claimed))}]" in workflow


def test_blocks_of_commands_run_in_every_shell():
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    assert not [line for line in lines if re.search(r"&&|[<>|;$`\\\\]", line)]


def test_the_offline_commands_run(tmp_path):
    ran = 0
    for line in commands():
        words = shlex.split(line)[1:]
        if words[0] == "send":
            continue
        done = called(*words, cwd=tmp_path)
        assert done.returncode == 0, (line, done.stderr)
        ran += 1
    assert ran >= 4
    assert {"rain.wav", "rain_session", "bell_left.wav"} <= {p.name for p in tmp_path.iterdir()}


def test_the_python_example_runs():
    for block in blocks("python"):
        subprocess.run([sys.executable, "-c", block], check=True)


def test_every_message_in_the_table_is_understood(tmp_path):
    messages = re.findall(r"\| `(/ttmba/[^`]+)` \|", README)
    messages += [line.partition("send ")[2] for line in commands() if " send " in line]
    assert len(messages) >= 7
    with Daemon(tmp_path) as daemon, daemon.caller() as caller:
        caller.send("/ttmba/subscribe")  # whoever subscribes hears of everybody's errors
        for message in messages:
            done = called("send", *shlex.split(message), "--port", str(daemon.port), "--wait", "0")
            assert done.returncode == 0, done.stderr
            caller.send("/ttmba/ping")
            hear(caller, "/ttmba/pong")
            if "/ttmba/event " in message:
                hear(caller, "/ttmba/event/state", "bell", "playing")
        hear(caller, "/ttmba/session/saved", "friday", seconds=300)
        assert (tmp_path / "kept" / "friday" / "mix.wav").is_file()


PAGES = [
    page
    for where in ("docs/*.md", "*.md", "*/README.md", "*/*/README.md")
    for page in sorted(ROOT.glob(where))
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
