"""Scenes as pictures: a PNG that is whole, or an error in one line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.text.rules import Rules

pytest.importorskip("matplotlib")

from ttmba_live.text.plot import plot_scene


def test_a_scene_becomes_a_png(tmp_path: Path):
    from PIL import Image

    text = "A dog barks on the left. A $ign hums. A bee circles my head. 犬 far behind. Rain."
    events = Rules().plan(text).events
    target = tmp_path / "scene.png"
    plot_scene(events, target)
    with Image.open(target) as image:
        image.load()
        assert image.format == "PNG"
        assert image.width > image.height > 400
        assert len(image.convert("RGB").getcolors(1 << 24)) > 50
    assert [file.name for file in tmp_path.iterdir()] == ["scene.png"]


def test_many_events_fit(tmp_path: Path):
    events = Rules().plan("a dog barks on the left. " * 60).events
    plot_scene(events, tmp_path / "many.png")
    assert (tmp_path / "many.png").stat().st_size > 10_000


def test_nothing_to_draw(tmp_path: Path):
    with pytest.raises(InvalidInput):
        plot_scene([], tmp_path / "none.png")


def test_a_folder_that_does_not_exist(tmp_path: Path):
    events = Rules().plan("a dog").events
    with pytest.raises(Unavailable, match="cannot write"):
        plot_scene(events, tmp_path / "missing" / "x.png")


def test_without_matplotlib_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(Unavailable, match="matplotlib"):
        plot_scene(Rules().plan("a dog").events, tmp_path / "x.png")
