"""What a disk may do while the daemon plays: be full, hang, go away. Nothing heard is lost."""

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import soundfile
from daemon import PATIENCE, Daemon, hear, wait_for
from pulse import until

from ttmba_live.cli import main
from ttmba_live.daw import read_manifest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX disks and signals")

WATCHED = Path(__file__).with_name("watched_daemon.py")


def test_the_control_thread_asks_for_no_file(tmp_path):
    words = ("--session", str(tmp_path / "run"))
    with Daemon(tmp_path, *words, program=WATCHED) as daemon, daemon.caller() as caller:
        daemon.process.send_signal(signal.SIGUSR1)
        until(lambda: "WATCHING\n" in daemon.said, what="the watch")
        caller.send("/ttmba/event", "a", "bell", 0.2, 0.0, 0.0, 1.0, 0.0)
        hear(caller, "/ttmba/event/state", "a", "done")
        caller.send("/ttmba/record/start", "take")
        caller.send("/ttmba/source/a/play")
        hear(caller, "/ttmba/event/state", "a", "done")
        caller.send("/ttmba/record/stop")
        caller.send("/ttmba/session/save", "kept")
        hear(caller, "/ttmba/session/saved", "kept")
        daemon.process.send_signal(signal.SIGUSR1)
        assert daemon.terminate() == 0
    assert [line for line in daemon.said if "ON CONTROL" in line] == []
    assert soundfile.info(tmp_path / "run" / "take.wav").frames > 0


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=PATIENCE)


@contextmanager
def small_disk(folder, mib):
    """A file system of its own, if this user may mount one."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("mkfs.ext4", "fsfreeze", "mount"))):
        pytest.skip("needs root, e2fsprogs and util-linux: apt install e2fsprogs util-linux")
    image, place = folder / "disk.img", folder / "disk"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(mib << 20)
    run("mkfs.ext4", "-q", "-m", "0", str(image))
    try:
        run("mount", "-o", "loop", str(image), str(place))
    except subprocess.CalledProcessError as error:
        pytest.skip(f"cannot mount: {error.stderr}")
    try:
        yield place
    finally:
        subprocess.run(["fsfreeze", "-u", str(place)], check=False, capture_output=True)
        run("umount", "--lazy", str(place))  # a daemon that a failed test leaves holds it


def play(caller, name, seconds=0.3, state="done"):
    caller.send("/ttmba/event", name, "rain", seconds, 0.0, 0.0, 1.0, 0.0)
    come(caller, "/ttmba/event/state", name, state)


def come(caller, address, *start):
    """Wait for an answer, whatever is told of the disk meanwhile."""
    wait_for(caller, lambda got, said: got == address and said[: len(start)] == start, address)


def fill(path):
    """Leave no byte on a disk."""
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(b"\0" * 4096):
            pass


@contextmanager
def subscriber(daemon):
    """A caller that only listens: what is told while another one plays is kept for it."""
    with daemon.caller() as news:
        news.send("/ttmba/subscribe")
        news.send("/ttmba/ping")
        come(news, "/ttmba/pong")
        yield news


def told(news, text):
    """Wait for an answer that says so."""
    wait_for(news, lambda _, said: text in str(said), repr(text))


def check_whole(folder, names):
    """Everything that was heard is there: clips, stems, timeline, mix."""
    rows = read_manifest(folder)[1]
    assert {row.track for row in rows} == set(names)
    assert {row.kind for row in rows} == {"dry", "stem"}
    for row in rows:
        assert soundfile.info(folder / row.file).frames == round(row.duration * 48_000)
    scene = json.loads((folder / "session.json").read_text("utf-8"))
    assert len(scene["events"]) == len(names)
    assert "incomplete" not in scene


@pytest.mark.slow
def test_a_frozen_disk_stops_neither_sound_nor_osc_and_loses_nothing(tmp_path):
    with small_disk(tmp_path, 256) as disk:
        folder = disk / "run"
        with Daemon(tmp_path, "--session", str(folder)) as daemon, daemon.caller() as caller:
            play(caller, "before")
            run("fsfreeze", "-f", str(disk))
            play(caller, "frozen")
            caller.send("/ttmba/record/start", "take")
            caller.send("/ttmba/session/save", "kept")
            play(caller, "long", 30.0, "playing")
            caller.send("/ttmba/panic")
            come(caller, "/ttmba/event/state", "long", "done", "stopped")
            caller.send("/ttmba/ping")
            come(caller, "/ttmba/pong")
            run("fsfreeze", "-u", str(disk))
            play(caller, "after")
            come(caller, "/ttmba/session/saved", "kept")
            assert daemon.terminate() == 0
        check_whole(folder, ("before", "frozen", "long", "after"))
        assert soundfile.info(folder / "take.wav").frames > 0


@pytest.mark.slow
def test_a_disk_that_was_full_for_a_while_costs_nothing(tmp_path):
    with small_disk(tmp_path, 48) as disk:
        folder = disk / "run"
        with (
            Daemon(tmp_path, "--session", str(folder)) as daemon,
            daemon.caller() as caller,
            subscriber(daemon) as news,
        ):
            play(caller, "before")
            fill(disk / "filler")
            for name in ("one", "two"):
                play(caller, name)
            caller.send("/ttmba/stop")  # cancels nothing that has sounded
            told(news, "it waits")
            caller.send("/ttmba/session/save", "kept")
            told(caller, "waits for the disk")
            (disk / "filler").unlink()
            told(news, "takes files again")
            come(caller, "/ttmba/session/saved", "kept")
            play(caller, "after")
            assert daemon.terminate() == 0
        check_whole(folder, ("before", "one", "two", "after"))
        rows = read_manifest(folder / "kept")[1]
        assert {(row.track, row.kind) for row in rows} == {
            (name, kind) for name in ("before", "one", "two") for kind in ("dry", "stem")
        }
        assert soundfile.info(folder / "kept" / "mix.wav").frames > 0


def test_stems_wait_for_a_disk_that_takes_nothing_and_go_on(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "stems").write_text("in the way of the folder")
    with (
        Daemon(tmp_path, "--session", str(folder)) as daemon,
        daemon.caller() as caller,
        subscriber(daemon) as news,
    ):
        play(caller, "before")
        told(news, "stems cannot be written")
        play(caller, "meanwhile", 4.0, "playing")
        (folder / "stems").unlink()
        told(news, "takes files again")
        play(caller, "after")
        assert daemon.terminate() == 0
    assert not any("wait for the end" in line for line in daemon.said)
    check_whole(folder, ("before", "meanwhile", "after"))


@pytest.mark.slow
def test_a_disk_that_stays_full_is_told_by_the_exit_status_and_finished_later(tmp_path):
    with small_disk(tmp_path, 48) as disk:
        folder = disk / "run"
        with Daemon(tmp_path, "--session", str(folder)) as daemon, daemon.caller() as caller:
            play(caller, "before")
            fill(disk / "filler")
            play(caller, "lost", 1.0)
            assert daemon.terminate() == 1
        said = "".join(daemon.said)
        assert "clips/0002_lost_dry.wav is missing, which only memory held" in said
        assert "waiting for the disk" in said
        assert f"ttmba-live render {folder} --session {folder}" in said
        (disk / "filler").unlink()
        with pytest.raises(SystemExit) as ended:
            main(["render", str(folder), "--session", str(folder)])
        assert ended.value.code in (0, 1)  # the last clip may be missing, and then it says so
        scene = json.loads((folder / "session.json").read_text("utf-8"))
        assert "incomplete" in scene
        assert [event["id"] for event in scene["events"]][:1] == ["before"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="folders are followed there")
def test_a_folder_that_is_moved_and_one_that_is_deleted(tmp_path):
    folder, moved = tmp_path / "run", tmp_path / "moved"
    with (
        Daemon(tmp_path, "--session", str(folder)) as daemon,
        daemon.caller() as caller,
        subscriber(daemon) as news,
    ):
        play(caller, "before")
        folder.rename(moved)
        told(news, f"was moved to {moved}")
        play(caller, "after")
        assert daemon.terminate() == 0
    assert not folder.exists()
    check_whole(moved, ("before", "after"))
    with (
        Daemon(tmp_path, "--session", str(folder)) as daemon,
        daemon.caller() as caller,
        subscriber(daemon) as news,
    ):
        play(caller, "before")
        shutil.rmtree(folder)
        told(news, "was deleted")
        play(caller, "after")
        assert daemon.terminate() == 0
    check_whole(folder, ("before", "after"))  # what had sounded was at hand, and is there again
