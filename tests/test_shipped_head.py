"""The default head ships ready to play, and is what the default weights say."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import ttmba_live
from ttmba_live.binaural.nfs import shipped
from ttmba_live.binaural.stream import load_field, save_field
from ttmba_live.setup import ensure_field, field_path

ROOT = Path(ttmba_live.__file__).parent.parent


def python(*words, cwd=ROOT, **env):
    return subprocess.run(
        [sys.executable, *words],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
    )


def test_the_shipped_field_is_made_of_the_shipped_weights(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["shipped"])
    assert shipped.main() == 0
    first, second, third = capsys.readouterr().out.splitlines()
    assert "made of these weights" in first
    assert float(first.split(": ")[1].split(" MB")[0]) < 5.0
    mean, worst = (float(part.split()[1]) for part in second.split(": ")[1].split(", "))
    assert mean < -41.5
    assert worst < -30.0
    assert float(third.split()[2]) < 0.002


def test_another_head_is_not_taken_for_it(tmp_path, monkeypatch):
    field = load_field(shipped.shipped_field())
    swapped = type(field)(
        field.basis, field.gains[:, ::-1], field.delays[:, ::-1], field.lead, 1.0, field.shells
    )
    save_field(tmp_path / "swapped.npz", swapped, shipped.source())
    found = shipped.compare(shipped.load_checkpoint(), tmp_path / "swapped.npz", 2000)
    assert not found.good
    save_field(tmp_path / "unnamed.npz", field)
    assert not shipped.compare(shipped.load_checkpoint(), tmp_path / "unnamed.npz", 2000).good


def test_nothing_is_baked_or_written_for_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("ttmba_live.setup._field._bake", lambda *_: pytest.fail("baked"))
    assert np.isfinite(ensure_field().basis).all()
    assert field_path(None).parent == shipped.shipped_field().parent
    assert not list(tmp_path.iterdir())


def test_without_a_folder_to_write_the_renderer_is_compiled_at_every_start(tmp_path):
    (tmp_path / "file").write_text("")
    ask = "from ttmba_live.setup._field import compile_loops; compile_loops()"
    done = python("-c", ask, NUMBA_CACHE_DIR=str(tmp_path / "file" / "none"))
    assert done.returncode == 0
    assert "at every start" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_checkout_in_the_working_folder_is_not_compiled_instead(tmp_path):
    (tmp_path / "ttmba_live").mkdir()
    (tmp_path / "ttmba_live" / "__init__.py").write_text("raise SystemExit('the wrong package')")
    ask = (
        f"import sys; sys.path[:] = [{str(ROOT)!r}, *sys.path[1:]];"
        "from ttmba_live import programs;"
        "sys.exit(programs.run('ttmba_live.binaural.stream._lattice'))"
    )
    done = python("-c", ask, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
