"""What a session writes when files come late, halfway or not at all."""

import numpy as np
import pytest
from session_rows import check_rows

from ttmba_live.audio import Clip
from ttmba_live.daw import read_manifest
from ttmba_live.errors import Unavailable
from ttmba_live.geometry import Position
from ttmba_live.scene import Event
from ttmba_live.session._folder import copy_run
from ttmba_live.session._run_folder import RunFolder
from ttmba_live.session._run_names import set_aside
from ttmba_live.session._tracks import Played


def played(number, file):
    event = Event.checked(f"sound {number}", 0.1, Position(), number / 10)
    return Played(Event(event.sound, 0.1, start=number / 10, file=file, id="a"), "a", 1, 480)


def test_a_line_waits_for_its_file(tmp_path):
    ledger = RunFolder(tmp_path, 7)
    event = Event.checked("a", 0.01, Position(), id="a")
    file = ledger.new_file(event)
    assert file == "clips/0007_a_dry.wav"
    write = ledger.write_clip(file, event, Clip(np.ones(480, np.float32)), 1)
    ledger.started(played(3, file))
    ledger.turn()
    assert read_manifest(tmp_path)[1] == []
    write()
    ledger.close()
    assert [row.start for row in check_rows(tmp_path)] == [0.3]
    assert set_aside(tmp_path) == 8
    assert set_aside(tmp_path / "none") == 1


def test_a_manifest_that_cannot_be_written_is_an_error_and_no_torn_line(tmp_path, monkeypatch):
    ledger = RunFolder(tmp_path, 1)
    event = Event.checked("a", 0.01, Position(), id="a")
    files = [ledger.new_file(event) for _ in range(3)]
    for file in files:
        ledger.write_clip(file, event, Clip(np.ones(480, np.float32)), 1)()

    class Full:
        def __init__(self, file):
            self.file = file

        def write(self, data):
            self.file.write(data[:20])
            raise OSError(28, "No space left on device")

        def __getattr__(self, name):
            return getattr(self.file, name)

    ledger.started(played(1, files[0]))
    ledger.turn()
    ledger._writer.rest(0.2)
    whole = ledger._manifest._file
    ledger._manifest._file = Full(whole)
    ledger.started(played(2, files[1]))
    ledger.turn()
    ledger._writer.rest(0.2)
    assert "No space left" in ledger.error
    assert len(read_manifest(tmp_path)[1]) == 1
    ledger._manifest._file = whole
    ledger.started(played(3, files[2]))
    ledger.close()
    assert [row.start for row in check_rows(tmp_path)] == [0.1, 0.2, 0.3]  # it was tried again


def test_half_written_clips_are_not_saved_and_not_kept(tmp_path):
    ledger = RunFolder(tmp_path / "run", 1)
    event = Event.checked("a", 0.01, Position(), id="a")
    file = ledger.new_file(event)
    ledger.write_clip(file, event, Clip(np.ones(480, np.float32)), 1)()
    ledger.close()
    torn = tmp_path / "run" / "clips" / ".part-0123.wav"
    torn.write_bytes(b"RIFF")
    (tmp_path / "run" / "timeline.jsonl").write_text("")
    copy_run(tmp_path / "run", tmp_path / "saved")
    assert [p.name for p in (tmp_path / "saved" / "clips").iterdir()] == ["0001_a_dry.wav"]
    set_aside(tmp_path / "run")
    assert not torn.exists()


def test_a_clip_that_cannot_be_written_is_an_error(tmp_path):
    ledger = RunFolder(tmp_path, 1)
    (tmp_path / "clips").write_text("")
    event = Event.checked("a", 0.01, Position(), id="a")
    with pytest.raises(Unavailable):
        ledger.write_clip("clips/1.wav", event, Clip(np.ones(480, np.float32)), 1)()
    ledger.close()
