"""A blind listening test: made, heard in a browser, and what its answers say."""

import csv

import numpy as np
import pytest
from browsers import chromium

from ttmba_live.audio import write_sound
from ttmba_live.cli import main
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.measures._blind import make_test
from ttmba_live.measures._ratings import rated


@pytest.fixture
def folders(tmp_path):
    """Two systems and references; one sound is not in all of them."""
    for number, name in enumerate(("real", "alfa", "bravo")):
        (tmp_path / name).mkdir()
        for sound in ("rain", "dog", "only_here")[: 2 + (name == "alfa")]:
            noise = np.random.default_rng(number).normal(0, 0.01, 4800).astype(np.float32)
            write_sound(tmp_path / name / f"{sound}.wav", noise)
    return tmp_path


def done(*words):
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return ended.value.code


def key_of(folder):
    with (folder / "key.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["system"] for row in csv.DictReader(file)}


def test_names_tell_nothing_and_the_key_stays_away(folders, capsys):
    (folders / "c.csv").write_text('name,caption\nrain,"rain, </script> heavy"\n', encoding="utf-8")
    words = ("listen", folders / "alfa", folders / "bravo", "--references", folders / "real")
    assert done("evaluate", *words, "--captions", folders / "c.csv", "-o", folders / "test") == 0
    assert "2 sounds" in capsys.readouterr().out
    page = folders / "test" / "page"
    told = (page / "index.html").read_text(encoding="utf-8")
    assert told.count("</script>") == 1
    names = [path.name for path in (page / "clips").iterdir()]
    assert len(names) == 6
    assert not [word for word in ("alfa", "bravo", "dog") if word in told + " ".join(names)]
    assert sorted(key_of(folders / "test").values()) == sorted(["alfa", "bravo", "reference"] * 2)


def test_a_listener_goes_through_it_and_the_answers_are_counted(folders, tmp_path, capsys):
    make_test([folders / "alfa", folders / "bravo"], folders / "test", folders / "real")
    key = key_of(folders / "test")
    wanted = {"reference": 100, "alfa": 80, "bravo": 15}
    with chromium() as browser:
        page = browser.new_page()
        wrong = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto((folders / "test" / "page" / "index.html").as_uri())
        page.fill("#who", 'Ann "A", 1')
        page.click("#begin")
        for _ in range(2):
            assert page.is_visible("#reference")
            assert page.is_disabled("#next"), "all must be played and rated"
            for row in page.query_selector_all("#versions .row"):
                slider = row.query_selector("input")
                assert slider.is_disabled()
                row.query_selector("button").click()
                slider.fill(str(wanted[key[row.get_attribute("data-key")]]))
            page.click("#next")
        with page.expect_download() as download:
            page.click("#save")
        download.value.save_as(tmp_path / "answers.csv")
        assert not wrong
    assert (
        done("evaluate", "ratings", tmp_path / "answers.csv", "--key", folders / "test/key.csv")
        == 0
    )
    rows = capsys.readouterr().out.splitlines()[2:]
    assert [row.split(" | ")[0].strip("| ") for row in rows] == ["reference", "alfa", "bravo"]
    assert "| 80.0 | 80.0 to 80.0 | 2 | 1 |" in rows[1]


def write_answers(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("listener", "file", "rating", "seconds"), *rows])
    return path


def test_intervals_are_those_of_listeners(tmp_path):
    (tmp_path / "key.csv").write_text(
        "file,system,clip,form\na,one,x,mushra\nb,one,y,mushra\n", encoding="utf-8"
    )
    same = [("Ann", "a", 40, 1), ("Ann", "b", 40, 1), ("Bob", "a", 60, 1), ("Bob", "b", 60, 1)]
    (found,) = rated([write_answers(tmp_path / "1.csv", same)], tmp_path / "key.csv")
    assert (found.mean, found.low, found.high) == (50.0, 40.0, 60.0)
    assert (len(found.ratings), found.listeners) == (4, 2)
    alone = [("", "a", 40, 1), ("", "b", 60, 1)]
    files = [write_answers(tmp_path / f"{n}.csv", alone) for n in (2, 3)]
    (found,) = rated(files, tmp_path / "key.csv")
    assert found.listeners == 2, "the nameless are told apart by their files"


def test_what_cannot_be_used_is_told_in_one_line(folders, tmp_path):
    with pytest.raises(InvalidInput, match="at least two"):
        make_test([folders / "alfa"], folders / "test", folders / "real")
    with pytest.raises(Unavailable, match="cannot read"):
        make_test([folders / "alfa", folders / "none"], folders / "test")
    (folders / "empty").mkdir()
    with pytest.raises(InvalidInput, match="no sound is in all of alfa, empty"):
        make_test([folders / "alfa", folders / "empty"], folders / "test")
    (tmp_path / "key.csv").write_text("file,system,clip,form\na,one,x,mushra\n", encoding="utf-8")
    for rows, told in (
        ([("Ann", "z", 40, 1)], "row 2: z is not in"),
        ([("Ann", "a", 140, 1)], "lies in 0..100, not '140'"),
        ([("Ann", "a", "x", 1)], "lies in 0..100, not 'x'"),
        ([("Ann", "a", 1)], "must have the columns listener"),
        ([], "no answers"),
    ):
        with pytest.raises(InvalidInput, match=told):
            rated([write_answers(tmp_path / "a.csv", rows)], tmp_path / "key.csv")
