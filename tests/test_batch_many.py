"""Very long batches: what the command itself holds in memory, full disks, and its two manifests."""

import json
import sys
import tracemalloc

import pytest
from test_batch import RAIN, read_lines, recipe
from test_trust_disk import small_disk

from ttmba_live.batch import Order, Outcome, Pools, Processes, Refused, make_scenes, orders_of
from ttmba_live.errors import Unavailable


class Nobody:
    """Makes nothing and answers at once, as if all had been made."""

    def __init__(self):
        self.asked = 0

    def run(self, bundles):
        for asks in bundles:
            self.asked += len(asks)
            yield from ((ask, Outcome()) for ask in asks)


def test_a_long_batch_with_bad_lines_takes_little_memory_in_the_command(tmp_path):
    source = tmp_path / "many.jsonl"
    count, words = 4_000, "rain and wind " * 100
    with source.open("w", encoding="utf-8") as file:
        for number in range(count):
            line = {"prompt": f"{words}{number}"}
            if number % 100 == 1:
                line["id"] = "Many_000001"  # used before
            file.write("{\n" if number % 100 == 2 else json.dumps(line) + "\n")
    pool, out = Nobody(), tmp_path / "out"
    make_scenes(lambda: iter(()), recipe(out), Pools(pool))  # and all is imported
    tracemalloc.start()
    try:
        tally = make_scenes(lambda: orders_of([source]), recipe(out), Pools(pool))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (pool.asked, tally.failed) == (count - 80, 80)
    assert peak < source.stat().st_size / 3
    failed = read_lines(out / "failed.jsonl")
    assert len(failed) == 80
    assert {line["error"].split(":")[0] for line in failed} == {
        "the line is not JSON", "the id 'Many_000001' was used before",
    }  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX disks")
def test_a_disk_too_full_for_the_list_of_failures_is_one_line(tmp_path):
    with small_disk(tmp_path, 1) as disk:
        bad = [Refused(f"s{number}", "here", "x" * 3000) for number in range(1000)]
        with pytest.raises(Unavailable, match=r"cannot write .*failed.jsonl: No space left"):
            make_scenes(lambda: iter(bad), recipe(disk / "out"), Pools(Nobody()))


def two_scenes():
    way = [[0, 0, 0, 1], [1, 90, 0, 2]]
    for number, more in enumerate(({"trajectory": way, "seed": 2**40}, {"gain_db": -3})):
        scene = {"version": 1, "events": [{**RAIN, **more}]}
        yield Order(f"s{number}", "here", scene=json.dumps(scene), room=("", "studio")[number])


def test_the_table_says_what_the_lines_say_and_is_gone_without_its_library(tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet", reason='pip install "ttmba_live[parquet]"')
    with Processes(recipe(tmp_path), 1) as pool:
        make_scenes(two_scenes, recipe(tmp_path), Pools(pool))
    said = read_lines(tmp_path / "manifest.jsonl")
    rows = parquet.read_table(tmp_path / "manifest.parquet").to_pylist()
    for line, row in zip(said, rows, strict=True):
        assert dict(row.pop("files")) == line["files"]
        assert (json.loads(row["room"]) if row["room"] else None) == line["room"]
        for event, one in zip(line["events"], row.pop("events"), strict=True):
            assert {key: value for key, value in one.items() if value is not None} == event
        del row["room"]
        assert all(line[key] == value for key, value in row.items())
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    make_scenes(two_scenes, recipe(tmp_path), Pools(Nobody()))
    assert read_lines(tmp_path / "manifest.jsonl") == said
    assert not (tmp_path / "manifest.parquet").exists()
