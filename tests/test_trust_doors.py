"""What strangers put before our doors: a line for each, and nobody waits."""

import os
import subprocess
import sys

import pytest

from ttmba_live import config, programs
from ttmba_live.audio import read_sound
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate.library._walk import sound_files
from ttmba_live.setup._field import run_baker

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX files")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[audio]\nhop = " + "9" * 5000, "is not TOML"),
        (".".join("a" * 5000) + " = 1", "too deeply"),
        ("a = " + "[" * 5000, "is not TOML"),
        ("a = " + "{a=" * 9 + "1" + "}" * 9, "unknown section"),
    ],
)
def test_settings_without_measure_are_one_line(tmp_path, text, named):
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=named) as told:
        config.load(path)
    assert len(str(told.value).splitlines()) == 1


@posix
def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "zero.wav").symlink_to("/dev/zero")
    (tmp_path / "real.wav").write_bytes(b"")
    assert [path.name for path, _ in sound_files(tmp_path)] == ["real.wav"]
    for name in ("pipe.wav", "zero.wav", "."):
        with pytest.raises(Unavailable, match="not a file"):
            read_sound(tmp_path / name)


@posix
def test_a_crash_of_what_reads_a_file_is_named(monkeypatch):
    crash = "import os, sys; print('double free', file=sys.stderr, flush=True); os.abort()"

    def start(*_words, **more):
        return subprocess.Popen([sys.executable, "-c", crash], **more)

    monkeypatch.setattr(programs, "start", start)
    with pytest.raises(Unavailable, match=r"head.sofa .* crashed \(double free\)"):
        run_baker(["any"], "head.sofa")
