"""Clips kept on disk: found again, told apart, bounded, whole, and gone when damaged."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ttmba_live.audio import Clip
from ttmba_live.errors import Unavailable
from ttmba_live.generate import ClipSpec, Made, Start
from ttmba_live.generate.cache import Cache, Remembering, Shelf
from ttmba_live.generate.sketch import Sketch

SPEC = ClipSpec("rain 🌧 \ud800", 0.5, 3)


def made(value=0.5, frames=100, note="a néte"):
    return Made(Clip(np.full(frames, value, np.float32)), note)


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "clips")


def files(cache):
    return sorted(cache._folder.iterdir())


def test_what_was_put_is_got(cache):
    assert cache.get("one", SPEC) is None
    cache.put("one", SPEC, made())
    found = cache.get("one", SPEC)
    assert np.array_equal(found.clip.samples, made().clip.samples)
    assert found.clip.samples.dtype == np.float32
    assert found.note == "a néte"


def test_all_that_decides_the_samples_tells_clips_apart(cache):
    cache.put("one", SPEC, made())
    others = [
        {"prompt": "snow"},
        {"seconds": 0.6},
        {"seed": 4},
        {"loop": True},
        {"negative": "thunder"},
        {"guidance": 2.0},
        {"start": Start(Path("a"), "12", 0.5)},
    ]
    for change in others:
        assert cache.get("one", replace(SPEC, **change)) is None
    assert cache.get("two", SPEC) is None
    assert Cache(cache._folder).get("one", SPEC)


def test_a_clip_to_begin_from_is_known_by_its_samples_and_the_amount(cache):
    spec = replace(SPEC, start=Start(Path("here"), "12", 0.5))
    cache.put("one", spec, made())
    assert cache.get("one", replace(spec, start=Start(Path("there"), "12", 0.5)))
    assert cache.get("one", replace(spec, start=Start(Path("here"), "13", 0.5))) is None
    assert cache.get("one", replace(spec, start=Start(Path("here"), "12", 0.6))) is None


def test_orders_that_ask_for_no_more_are_found_where_they_were():
    assert SPEC.key == ("rain 🌧 \ud800", 0.5, 3, False)
    assert not SPEC.wants
    assert replace(SPEC, negative="hum", guidance=0.0).wants == {"negative", "guidance"}


@pytest.mark.parametrize("damage", ["cut", "empty", "flip", "head", "other"])
def test_a_damaged_file_is_noticed_and_put_away(cache, damage):
    cache.put("one", SPEC, made())
    (path,) = files(cache)
    content = bytearray(path.read_bytes())
    if damage == "flip":
        content[-7] ^= 4
    if damage == "head":
        content[41] ^= 1
    cut = {"cut": content[:-9], "empty": b"", "other": b"RIFF" * 40}
    path.write_bytes(cut.get(damage, content))
    assert cache.get("one", SPEC) is None
    assert not files(cache)
    cache.put("one", SPEC, made())
    assert cache.get("one", SPEC)


def test_size_is_bounded_and_what_was_heard_last_stays(tmp_path):
    cache = Cache(tmp_path, limit=5_000)
    specs = [replace(SPEC, seed=seed) for seed in range(30)]
    for age, spec in enumerate(specs[:10]):
        cache.put("one", spec, made())
        for path in files(cache):
            about = path.stat()
            os.utime(path, ns=(0, about.st_mtime_ns - 10**9 * (20 - age)))
    cache.get("one", specs[0])
    for spec in specs[10:19]:
        cache.put("one", spec, made())
        assert cache.get("one", specs[0]), "heard between"
        assert sum(path.stat().st_size for path in files(cache)) <= 5_000
    assert cache.get("one", specs[18])
    assert not cache.get("one", specs[1])


def test_a_new_cache_knows_what_an_older_one_left(tmp_path):
    for seed in range(20):
        Cache(tmp_path, limit=3_000).put("one", replace(SPEC, seed=seed), made())
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 3_000


def test_a_clip_larger_than_the_whole_is_not_kept(tmp_path):
    cache = Cache(tmp_path, limit=300)
    cache.put("one", SPEC, made())
    assert not files(cache)


def test_strangers_in_the_folder_are_left_alone(tmp_path):
    (tmp_path / "diary.txt").write_text("x" * 9_000)
    cache = Cache(tmp_path, limit=600)
    cache.put("one", SPEC, made())
    cache.put("two", SPEC, made())
    assert (tmp_path / "diary.txt").exists()
    assert len(files(cache)) == 2


def test_a_folder_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / "file" / "clips")
    with pytest.raises(Unavailable, match="cannot write"):
        cache.put("one", SPEC, made())
    assert cache.get("one", SPEC) is None

    def full(self, content):
        raise OSError(28, "No space left on device")

    cache = Cache(tmp_path / "full")
    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(Unavailable, match="No space left"):
        cache.put("one", SPEC, made())
    assert not files(cache)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs file permissions")
def test_a_folder_that_may_only_be_read_still_gives(cache):
    cache.put("one", SPEC, made())
    (path,) = files(cache)
    path.chmod(0o444)
    cache._folder.chmod(0o555)
    try:
        assert cache.get("one", SPEC)
        with pytest.raises(Unavailable):
            cache.put("two", SPEC, made())
    finally:
        cache._folder.chmod(0o755)


class Counting(Sketch):
    count = 0

    def generate(self, spec):
        self.count += 1
        return super().generate(spec)


def test_a_generator_that_remembers(cache, tmp_path):
    inner = Counting()
    generator = Remembering(inner, Shelf(cache, "sketch"))
    assert generator.name == "sketch"
    first, second = (generator.generate(ClipSpec("rain", 0.3, 1)) for _ in range(2))
    assert np.array_equal(first.clip.samples, second.clip.samples)
    assert inner.count == 1
    (tmp_path / "file").touch()
    unable = Remembering(inner, Shelf(Cache(tmp_path / "file" / "x"), "sketch"))
    assert "not kept: cannot write" in unable.generate(ClipSpec("rain", 0.3, 1)).note
    assert not unable.generate(ClipSpec("rain", 0.3, 1)).note, "said once"
