"""A session's folder that somebody moves or deletes while the daemon plays: all follows it."""

import shutil
import sys
from pathlib import Path

import pytest
import soundfile
from daemon import Daemon
from test_trust_disk import check_whole, come, play, subscriber, told

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="folders are followed"),
]


def take(caller, name):
    """Record while another sound plays."""
    caller.send("/ttmba/record/start", name)
    come(caller, "/ttmba/record/started", name)
    play(caller, "taken")
    caller.send("/ttmba/record/stop")
    come(caller, "/ttmba/record/stopped")


def test_saves_takes_and_stems_go_where_the_folder_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    moved = tmp_path / "elsewhere" / "tonight"
    moved.parent.mkdir()
    with (
        Daemon(tmp_path, "--session", "run") as daemon,
        daemon.caller() as caller,
        daemon.caller() as saver,
    ):
        play(caller, "before")
        saver.send("/ttmba/session/save", "early")
        come(saver, "/ttmba/session/saved", "early")
        caller.send("/ttmba/record/start", "across")
        come(caller, "/ttmba/record/started", "across")
        Path("run").rename(moved)
        caller.send("/ttmba/record/stop")
        come(caller, "/ttmba/record/stopped")
        saver.send("/ttmba/session/save", "late")  # before anybody can have noticed
        take(caller, "take")
        come(saver, "/ttmba/session/saved", "late")
        play(caller, "after")
        assert daemon.terminate() == 0
    assert not Path("run").exists()
    assert f"recorded {moved / 'across.wav'}\n" in daemon.said
    check_whole(moved, ("before", "taken", "after"))
    for name in ("early", "late"):
        check_whole(moved / name, ("before",))
    assert soundfile.read(moved / "take.wav")[0].any()
    assert [path.name for path in moved.rglob(".part-*")] == []


def test_a_save_of_what_was_deleted_lacks_nothing_that_is_at_hand(tmp_path):
    folder, moved = tmp_path / "run", tmp_path / "moved"
    with (
        Daemon(tmp_path, "--session", str(folder)) as daemon,
        daemon.caller() as caller,
        subscriber(daemon) as news,
    ):
        play(caller, "before")
        shutil.rmtree(folder)
        told(news, "was deleted")
        folder.rename(moved)
        told(news, f"was moved to {moved}")
        caller.send("/ttmba/session/save", "kept")
        come(caller, "/ttmba/session/saved", "kept")
        status = daemon.terminate()
    assert status == 0, "".join(daemon.said)
    check_whole(moved / "kept", ("before",))
    check_whole(moved, ("before",))
