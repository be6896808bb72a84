"""What docs/trust.md promises of a running daemon: who may have its folder, how it ends."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import soundfile
from commands import run
from daemon import PATIENCE, Daemon, hear, wait_for
from pulse import until
from session_rows import renderers

from ttmba_live.audio import RATE
from ttmba_live.cli import main
from ttmba_live.errors import Unavailable
from ttmba_live.session import Held, found_runs, generated, set_aside

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


def ended(*words):
    with pytest.raises(SystemExit) as end:
        main(list(map(str, words)))
    return end.value.code


def play(caller, name, seconds=0.3, state="done"):
    caller.send("/ttmba/event", name, "rain", seconds, 0.0, 0.0, 1.0, 0.0)
    hear(caller, "/ttmba/event/state", name, state)


def contents(folder):
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in paths if not path.name.startswith(".ttmba")}


@pytest.mark.slow
def test_a_second_daemon_finds_folder_or_port_taken_and_touches_nothing(tmp_path):
    folder, other = tmp_path / "run", tmp_path / "other"
    other.mkdir()
    (other / "timeline.jsonl").write_text("{}\n")
    with Daemon(tmp_path, "--session", str(folder)) as daemon, daemon.caller() as caller:
        play(caller, "a")
        before = (folder / "timeline.jsonl").stat().st_ino
        words = ("serve", "--device", "null", "--session")
        done = run(*words, str(folder), "--osc-port", "0")
        assert done.returncode == 2
        assert f"in use by process {daemon.process.pid}" in done.stderr
        done = run(*words, str(other), "--osc-port", str(daemon.port))
        assert done.returncode == 2
        assert "another daemon" in done.stderr
        done = run("render", str(folder), "--session", str(folder))
        assert done.returncode == 2
        assert str(daemon.process.pid) in done.stderr
        assert (folder / "timeline.jsonl").stat().st_ino == before
        assert [path.name for path in other.iterdir()] == ["timeline.jsonl"]
        assert daemon.terminate() == 0
    assert (folder / "mix.wav").exists()


def test_a_lock_ends_with_its_process(tmp_path):
    code = f"""if True:
        from pathlib import Path
        from ttmba_live.session import Held
        held = Held(Path({str(tmp_path)!r}))
        print('held', flush=True)
        input()
    """
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Unavailable, match=f"process {holder.pid}"):
            Held(tmp_path)
        holder.kill()
    held = Held(tmp_path)
    with pytest.raises(Unavailable, match="in use"):
        Held(tmp_path)
    held.release()
    Held(tmp_path).release()


@pytest.mark.slow
def test_nothing_recorded_is_written_over_and_no_name_collides(tmp_path):
    folder = tmp_path / "run"
    tonight = tmp_path / "tonight.wav"
    tonight.write_bytes(b"last night")
    words = ("--session", str(folder), "--record", str(tonight))
    with Daemon(tmp_path, *words) as daemon, daemon.caller() as caller:
        play(caller, "a", 20.0, "playing")
        for name in ("mix", "mix.flac"):
            caller.send("/ttmba/record/start", name)
            hear(caller, "/ttmba/record/started", name)
            caller.send("/ttmba/record/stop")
            hear(caller, "/ttmba/record/stopped")
        for name in ("stems", "session.json"):
            caller.send("/ttmba/session/save", name)
            _, saved = hear(caller, "/ttmba/session/saved", name)
            assert Path(saved).stem.startswith(Path(name).stem)
            assert (Path(saved) / "mix.wav").exists()
        assert daemon.terminate() == 0
    assert tonight.read_bytes() == b"last night"
    assert soundfile.info(tmp_path / "tonight_2.wav").frames > 0
    assert (
        soundfile.info(folder / "mix.wav").duration > soundfile.info(folder / "mix_2.wav").duration
    )
    assert {"stems_2", "session.json_2", "session.json"} <= {p.name for p in folder.iterdir()}
    assert (folder / "session.json").is_file()
    said = "".join(daemon.said)
    assert "tonight.wav exists already: recording tonight_2.wav" in said
    assert "mix.wav is a name of the session's own: recording mix_2.wav" in said


def test_a_start_that_fails_leaves_no_recording_and_the_old_one(tmp_path):
    (tmp_path / "tonight.wav").write_bytes(b"last night")
    record = str(tmp_path / "tonight.wav")
    done = run("serve", "--osc-port", "0", "--device", "no such device", "--record", record)
    assert done.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["tonight.wav"]


def test_names_that_a_session_writes_are_known(tmp_path):
    names = ("mix.wav", "MIX.wav", "mix-3.wav", "stems", "session.json", "timeline-1.jsonl")
    for name in (*names, "snapshots.jsonl"):
        assert generated(name), name
    for name in ("mix_2.wav", "mix.flac", "session2.wav", "take-1.wav"):
        assert not generated(name), name
    for name in ("mix.wav", "session.json", "timeline.jsonl", "mix-1.wav"):
        (tmp_path / name).write_text(name)
    set_aside(tmp_path)
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {
        "mix-1.wav": "mix-1.wav", "mix-2.wav": "mix.wav", "session-2.json": "session.json",
        "timeline-2.jsonl": "timeline.jsonl",
    }  # fmt: skip


@posix
@pytest.mark.slow
def test_a_closed_stderr_and_a_hangup_end_nothing_early(tmp_path):
    folder = tmp_path / "run"
    reading, writing = os.pipe()
    daemon = Daemon(tmp_path, "--session", str(folder), stderr=writing)
    os.close(writing)
    with daemon, daemon.caller() as caller:
        os.close(reading)
        play(caller, "a")
        caller.send("/ttmba/record/start", "take")  # is told on stderr
        play(caller, "b")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.process.wait(PATIENCE)
        assert daemon.process.returncode == 0
    scene = json.loads((folder / "session.json").read_text())
    assert {event["id"] for event in scene["events"]} == {"a", "b"}
    assert soundfile.info(folder / "take.wav").frames > 0


@posix
@pytest.mark.slow
def test_a_second_ctrl_c_ends_at_once_and_a_command_finishes_later(tmp_path):
    folder = tmp_path / "run"
    words = ("--session", str(folder), "--record", str(tmp_path / "all.wav"))
    with Daemon(tmp_path, *words) as daemon, daemon.caller() as caller:
        play(caller, "a", 20.0, "playing")
        daemon.play_on(2.0)
        until(lambda: renderers(daemon), what="the process that renders stems")
        renderers(daemon)[0].suspend()  # a session that takes long to finish
        children = psutil.Process(daemon.process.pid).children(recursive=True)
        daemon.process.send_signal(signal.SIGINT)
        until(lambda: "finishing the session" in "".join(daemon.said), what="the end")
        time.sleep(0.5)  # two at once are one
        daemon.process.send_signal(signal.SIGINT)
        assert daemon.process.wait(PATIENCE) == 1
        _, orphans = psutil.wait_procs(children, PATIENCE)
        assert orphans == []
    said = "".join(daemon.said)
    assert f"ttmba-live render {folder} --session {folder}" in said
    assert [(run.rendered, run.lacks) for run in found_runs(folder)] == [(False, "")]
    assert ended("render", folder, "--session", folder) == 0
    assert soundfile.info(folder / "mix.wav").duration > 2.0
    assert [(run.rendered, run.lacks) for run in found_runs(folder)] == [(True, "")]
    (folder / "session.rpp").unlink()
    assert [run.lacks for run in found_runs(folder)] == ["session.rpp is missing"]
    (folder / "session.json").unlink()  # a full disk took the mix, and no more
    assert [(run.rendered, run.lacks) for run in found_runs(folder)] == [(False, "")]


@posix
def test_ctrl_c_while_the_head_is_prepared_leaves_no_process(tmp_path):
    """The first start asks other processes to compile and to bake; those go, too."""
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "n")}
    with subprocess.Popen(
        [sys.executable, "-m", "ttmba_live", "serve", "--osc-port", "0", "--device", "null"],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as daemon:  # fmt: skip
        children = []

        def begun():
            with contextlib.suppress(psutil.Error):
                found = psutil.Process(daemon.pid).children(recursive=True)
                children[:] = [c for c in found if "ttmba_live.binaural" in " ".join(c.cmdline())]
            return children

        until(begun, what="a process that compiles")
        daemon.send_signal(signal.SIGINT)
        _, said = daemon.communicate(timeout=PATIENCE)
    assert daemon.returncode in (0, 130), "as it ends before it is ready, or after"
    assert "Traceback" not in said
    _, orphans = psutil.wait_procs(children, PATIENCE)
    assert orphans == []


@pytest.mark.slow
def test_an_older_run_is_listed_and_rendered(tmp_path, capsys):
    folder = tmp_path / "run"
    words = ("--session", str(folder), "--record", str(tmp_path / "all.wav"))
    with Daemon(tmp_path, *words) as daemon, daemon.caller() as caller:
        play(caller, "a", 20.0, "playing")
        daemon.play_on(1.5)
        assert ended("sessions", folder) == 0
        assert capsys.readouterr().out.endswith("not rendered, running, or being rendered\n")
        daemon.kill()
    with Daemon(tmp_path, "--session", str(folder)) as daemon, daemon.caller() as caller:
        play(caller, "b")
        assert daemon.terminate() == 0
    tonight = contents(folder)
    assert ended("sessions", folder) == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("--run 1: ")
    assert first.endswith("1 events, not rendered, cut off")
    assert last.startswith("last run: ")
    assert last.endswith("1 events, rendered")
    assert ended("render", folder, "--run", 1, "--session", folder) == 0
    assert "cut off after" in capsys.readouterr().err
    scene = json.loads((folder / "session-1.json").read_text())
    assert [event["id"] for event in scene["events"]] == ["a"]
    assert "cut off" in scene["incomplete"]
    assert soundfile.info(folder / "mix-1.wav").duration > 1.0
    after = contents(folder)
    changed = {path.name for path, data in tonight.items() if after[path] != data}
    assert changed <= {"manifest-1.tsv", "0001_a.wav"}
    assert ended("render", folder, "--run", 7, "-o", tmp_path / "x.wav") == 2
    assert ended("render", "bell@1@0,0", "--run", 7, "-o", tmp_path / "x.wav") == 2


@pytest.mark.slow
def test_saves_wait_their_turn_and_are_finished_at_the_end(tmp_path):
    with Daemon(tmp_path) as daemon, daemon.caller() as caller:
        play(caller, "a", 1.0)
        for _ in range(4):
            caller.send("/ttmba/session/save", "night")
        most, told = 0, []

        def first_saved(address, arguments):
            nonlocal most
            told.extend([arguments] if address == "/ttmba/session/progress" else [])
            children = psutil.Process(daemon.process.pid).children()
            with contextlib.suppress(psutil.Error):
                working = ["stem_worker" in " ".join(child.cmdline()) for child in children]
                most = max(most, sum(working))
            return address == "/ttmba/session/saved"

        wait_for(caller, first_saved, "save")
        daemon.process.terminate()
        assert daemon.process.wait(600) == 0
    assert most == 1
    assert any("waits for" in note for _, _, note in told)
    assert any(share > 0.0 for _, share, _ in told)
    assert any("finishing the saves" in line for line in daemon.said)
    names = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert names == ["night", "night_2", "night_3", "night_4"]
    for name in names:
        assert soundfile.info(tmp_path / "kept" / name / "mix.wav").frames > RATE


def test_a_cue_that_orders_too_much_is_refused_and_told(tmp_path):
    config = "[cues]\nmax_minutes = 1.0\n"
    with Daemon(tmp_path, config=config) as daemon, daemon.caller() as caller:
        caller.send("/ttmba/cue", "\n".join(["rain@50@0,0@1@0"] * 5))
        _, arguments = wait_for(caller, lambda at, _: at == "/ttmba/error", "error")
        assert "4.17 minutes of sound are ordered; at most 1 may wait" in arguments[1]
        play(caller, "small")
