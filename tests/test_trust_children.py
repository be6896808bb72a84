"""No child process of ours takes a module from the working folder, on any Python."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from daemon import Daemon, hear

from ttmba_live import programs
from ttmba_live.programs import pipes

TRAPS = ("signal", "random", "socket", "json", "threading", "runpy", "multiprocessing", "numpy")


@pytest.fixture
def traps(tmp_path):
    """A folder full of names that Python's own modules have, and the package's."""
    folder = tmp_path / "traps"
    for name in ("ttmba_live", "ttmba_live/session", "ttmba_live/generate", "encodings_"):
        (folder / name).mkdir(parents=True)
    for name in (*TRAPS, "ttmba_live/__init__", "ttmba_live/session/__init__"):
        said = f"open({str(folder / 'sprung')!r}, 'a').write({name!r} + chr(10))\n"
        (folder / f"{name}.py").write_text(said + "raise SystemExit('a trap')\n")
    return folder


def sprung(folder):
    return (folder / "sprung").read_text() if (folder / "sprung").exists() else ""


def pythons():
    """Every supported Python that is here, this one first."""
    found = [sys.executable]
    for minor in range(10, 14):
        path = shutil.which(f"python3.{minor}")
        versions = sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python3"))
        found += map(str, versions or filter(None, [path]))
    return found


@pytest.mark.parametrize("python", pythons())
def test_a_module_is_started_without_the_working_folder(traps, tmp_path, python):
    package = tmp_path / "package"
    package.mkdir()
    (package / "said.py").write_text(
        "import sys, signal, random, json, threading, os\nprint(signal.__file__, sys.argv[1:])\n"
        "print(os.getcwd() in sys.path or '' in sys.path, __name__)\n"
    )
    _, launch, _, *_ = programs.command("said")
    done = subprocess.run(
        [python, launch, str(package), "said", "a word"],
        cwd=traps, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "['a word']" in done.stdout
    assert done.stdout.endswith("False __main__\n")
    assert sprung(traps) == ""


def test_a_daemon_among_traps_makes_clips_stems_and_saves(traps, tmp_path, monkeypatch):
    monkeypatch.chdir(traps)
    # As the program that pip installs is: by a path of its own, not from the working folder.
    program = tmp_path / "bin" / "ttmba-live"
    program.parent.mkdir()
    program.write_text("from ttmba_live.cli import main\nmain()\n")
    with Daemon(tmp_path, "--session", str(tmp_path / "run"), program=program) as daemon:
        with daemon.caller() as caller:
            caller.send("/ttmba/event", "a", "bell", 0.2, 0.0, 0.0, 1.0, 0.0)
            hear(caller, "/ttmba/event/state", "a", "done")
            caller.send("/ttmba/session/save", "kept")
            hear(caller, "/ttmba/session/saved", "kept")
        assert daemon.terminate() == 0
    assert sprung(traps) == ""
    assert (tmp_path / "run" / "mix.wav").exists()
    assert list((tmp_path / "run" / "stems").glob("*.wav"))


def test_what_a_child_starts_by_itself_keeps_out_too():
    assert programs.options()["env"]["PYTHONSAFEPATH"] == "1"
    assert "" not in programs.search_path()


def test_a_process_that_was_started_early_is_the_one_that_is_wanted():
    module = "ttmba_live.generate._child_program"
    pipes.start_early(module, "pyloudnorm", "no_module_of_this_name")
    early = pipes._early[module][0]
    process, connection = pipes.started(module)
    assert process is early
    another, other = pipes.started(module)
    assert another is not early
    for end, child in ((connection, process), (other, another)):
        end.close()
        assert child.wait(60) == 0, "what nobody speaks to ends by itself"


def test_what_was_started_early_and_is_not_wanted_ends():
    pipes.start_early("ttmba_live.generate._child_program")
    early = pipes._early["ttmba_live.generate._child_program"][0]
    pipes.end_early()
    assert early.poll() is not None
    assert not pipes._early


def test_one_that_is_started_early_twice_is_started_once():
    module = "ttmba_live.generate._child_program"
    pipes.start_early(module)
    first = pipes._early[module][0]
    pipes.start_early(module)
    assert first.poll() is not None
    pipes.end_early()


def test_one_that_died_is_started_anew():
    module = "ttmba_live.generate._child_program"
    pipes.start_early(module)
    pipes._early[module][0].kill()
    pipes._early[module][0].wait()
    process, connection = pipes.started(module)
    assert process.poll() is None
    connection.close()
    assert process.wait(60) == 0
