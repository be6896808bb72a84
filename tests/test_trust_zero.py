"""What a run leaves when it was killed, and where its time begins."""

import json
import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from daemon import Daemon, hear
from pulse import until

from ttmba_live.audio import RATE
from ttmba_live.daw import read_manifest
from ttmba_live.live._scratch import Scratch, remove_left_behind
from ttmba_live.session import Rerun, copy_run, finish_run


def test_what_a_killed_daemon_left_is_removed_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    alive, dead = Scratch(), Scratch()
    dead._lock.release()  # as the system does when a process ends
    (dead.folder / "clips").mkdir()
    (tmp_path / "ttmba_live-unknown").mkdir()
    (tmp_path / "ttmba_live-file").write_text("")
    (tmp_path / "else").mkdir()
    if os.name == "posix":
        (tmp_path / "ttmba_live-link").symlink_to(tmp_path / "else")
        (tmp_path / "else" / ".lock").write_text("")
    assert remove_left_behind() == 1
    assert not dead.folder.exists()
    left = {path.name for path in tmp_path.iterdir()} - {"ttmba_live-link"}
    assert left == {alive.folder.name, "ttmba_live-unknown", "ttmba_live-file", "else"}
    alive.remove()
    assert not alive.folder.exists()


def bext_start(path):
    """The time reference, as the file has it."""
    data = path.read_bytes()
    at = data.index(b"bext") + 8 + 338
    return int.from_bytes(data[at : at + 8], "little")


@pytest.mark.slow
def test_a_session_may_begin_with_what_is_heard_first(tmp_path):
    """Files, manifest, scene, project and mix; and scratch folders of killed daemons go."""
    folder, temporary = tmp_path / "run", tmp_path / "temporary"
    temporary.mkdir()
    config, env = '[session]\nzero = "first cue"\n', {"TMPDIR": str(temporary)}
    with Daemon(tmp_path, config=config, env=env) as daemon:
        daemon.kill()
    [left] = temporary.iterdir()
    words = ("--session", str(folder))
    with Daemon(tmp_path, *words, config=config, env=env) as daemon, daemon.caller() as caller:
        until(lambda: not left.exists(), what="the scratch folder to go")
        until(lambda: any("removed a folder" in line for line in daemon.said), what="a line")
        for name, seconds in (("one", 0.5), ("two", 0.3)):
            caller.send("/ttmba/event", name, "rain", seconds, 0.0, 0.0, 1.0, 0.0)
            hear(caller, "/ttmba/event/state", name, "done")
        assert daemon.terminate() == 0
    scene = json.loads((folder / "session.json").read_text("utf-8"))
    starts = [event["start"] for event in scene["events"]]
    assert starts[0] == 0.0
    assert starts[1] > 0.5
    second = round(starts[1] * RATE)
    clips, stems = (sorted((folder / kind).iterdir()) for kind in ("clips", "stems"))
    assert [bext_start(path) for path in clips] == [0, second]
    assert [bext_start(path) for path in stems] == [0, second]
    assert {round(row.start * RATE) for row in read_manifest(folder)[1]} == {0, second}
    mix, _ = soundfile.read(folder / "mix.wav")
    first, _ = soundfile.read(stems[0])
    assert np.abs(mix[: len(first)] - first).max() < 1e-6
    assert bext_start(folder / "mix.wav") == 0
    lines = (folder / "timeline.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[0])["zero"] == "first cue"
    run = Rerun(copy_run(folder, tmp_path / "again"))
    run.run()
    finish_run(run)
    run.close()
    for name in ("mix.wav", stems[1].relative_to(folder)):
        assert (run.folder / name).read_bytes() == Path(folder / name).read_bytes()
