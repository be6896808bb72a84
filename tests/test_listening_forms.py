"""Tests with people by the paper's forms: MOS-P, and where two sources are (Fig. 3)."""

import csv

import numpy as np
import pytest
import soundfile
from browsers import chromium
from test_listening_page import done, folders, write_answers  # noqa: F401 - a fixture

from ttmba_live.errors import InvalidInput
from ttmba_live.measures._blind import make_test
from ttmba_live.measures._directions import QUESTIONS, draw, make_direction_test
from ttmba_live.measures._ratings import rated


def key_of(folder):
    with (folder / "key.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def gone_through(browser, test, path, answer):
    """Open a page, answer by the key of each row, save; what was on the page besides."""
    page, seen = browser.new_page(), []
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((test / "page" / "index.html").as_uri())
    page.fill("#who", "Ann")
    page.click("#begin")
    while page.is_visible("#trial"):
        assert page.is_disabled("#next"), "all must be played and answered"
        rows = page.query_selector_all("#versions .row")
        assert all(row.query_selector("input").is_disabled() for row in rows)
        seen.append((page.inner_text("#question"), [row.inner_text() for row in rows]))
        page.click("#reference")
        for row in rows:
            key = row.get_attribute("data-key")
            if button := row.query_selector("button"):
                assert row.query_selector("input").is_disabled(), "it was not played yet"
                button.click()
            row.query_selector(f'input[value="{answer(key)}"]').check()
        page.click("#next")
    with page.expect_download() as download:
        page.click("#save")
    download.value.save_as(path)
    assert not wrong
    return seen


def scenes_of_noise(events):
    """In the renderer's place: as long as the events, and told which."""
    frames = round(48_000 * max(event.start + event.duration for event in events))
    return np.full((frames, 2), 0.01, np.float32)


def test_both_forms_in_a_browser(folders, tmp_path, capsys):  # noqa: F811
    systems = [folders / "alfa", folders / "bravo"]
    make_test(systems, tmp_path / "place", folders / "real", form="mos-p")
    make_direction_test(2, tmp_path / "where", scenes_of_noise, seed=3)
    place, where = key_of(tmp_path / "place"), key_of(tmp_path / "where")
    assert {row["system"] for row in place.values()} == {"alfa", "bravo"}, "no hidden reference"
    told = (tmp_path / "where/page/index.html").read_text(encoding="utf-8")
    assert '"right":' not in told
    wanted = {"alfa": 4, "bravo": 2}
    wrong = next(key for key, row in where.items() if row["question"] == "front/rear")
    others = {word: other for pair in QUESTIONS.values() for word, other in (pair, pair[::-1])}

    def where_is(key):
        right = where[key]["right"]
        return others[right] if key == wrong else right

    with chromium() as browser:
        seen = gone_through(
            browser,
            tmp_path / "place",
            tmp_path / "p.csv",
            lambda key: wanted[place[key]["system"]],
        )
        assert "place" in seen[0][0]
        assert len(seen) == 2
        assert all("the same place" in row for _, rows in seen for row in rows)
        seen = gone_through(browser, tmp_path / "where", tmp_path / "w.csv", where_is)
        assert [len(rows) for _, rows in seen] == [6, 6]
    ratings = ("evaluate", "ratings")
    picture = tmp_path / "p.png"
    key = tmp_path / "place/key.csv"
    assert done(*ratings, tmp_path / "p.csv", "--key", key, "--plot", picture) == 0
    rows = capsys.readouterr().out.splitlines()[2:]
    assert rows == [
        "| alfa | 4.00 | 4.00 to 4.00 | 2 | 1 |",
        "| bravo | 2.00 | 2.00 to 2.00 | 2 | 1 |",
    ]
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert done(*ratings, tmp_path / "w.csv", "--key", tmp_path / "where/key.csv") == 0
    rows = [row.strip("| ").split(" | ") for row in capsys.readouterr().out.splitlines()[2:]]
    assert {row[0]: row[1] for row in rows} == {
        "left/right": "100.0", "front/rear": "75.0", "above/below": "100.0",
        "all questions": "91.7",
    }  # fmt: skip
    assert rows[0][2] == "51.0 to 100.0", "Wilson's interval of 4 out of 4"


def test_scenes_hold_two_sources_in_every_octant_equally_often():
    found = draw(8, seed=1)
    octants = [one.answers for pair in found for one in pair]
    assert sorted(set(octants)) == sorted(octants[:8]), "each once before one comes again"
    assert all(octants.count(octant) == 2 for octant in octants)
    for pair in found:
        first, second = (one.event for one in pair)
        assert first.sound != second.sound
        assert first.start < second.start < first.start + first.duration
        assert pair[0].answers != pair[1].answers
        for one in pair:
            x, y, z = one.event.position.xyz
            said = ("left" if y > 0 else "right", "front" if x > 0 else "rear")
            assert one.answers == (*said, "above" if z > 0 else "below")
            assert min(abs(x), abs(y), abs(z)) > 0.3, "no place is a matter of taste"
    assert [p[0].event for p in draw(8, seed=2)] != [p[0].event for p in found]


def test_the_verb_renders_scenes(tmp_path, capsys):
    words = ("--directions", 1, "-o", tmp_path / "t", "--renderer", "sphere")
    assert done("evaluate", "listen", *words) == 0
    assert "1 scenes" in capsys.readouterr().out
    (path,) = (tmp_path / "t/page/clips").iterdir()
    wet, rate = soundfile.read(path)
    assert wet.shape[1] == 2
    assert len(wet) > 6 * rate
    ((first, *_),) = [draw(1, 0)[0]]
    alone = wet[: 2 * rate]
    left, right = np.square(alone).sum(axis=0)
    assert (left > right) == (first.answers[0] == "left")
    for words, told in (
        ((), "folders of clips are compared, or --directions"),
        (("--directions", 0), "1..1000"),
        ((tmp_path, tmp_path, "--form", "mos-p"), "--form mos-p needs --references"),
        ((tmp_path, tmp_path, "--form", "mos-f"), "--form mos-f needs --captions"),
    ):
        assert done("evaluate", "listen", *words, "-o", tmp_path / "u") == 2
        assert told in capsys.readouterr().err


def test_answers_that_nobody_can_give_are_told(tmp_path):
    (tmp_path / "key.csv").write_text("file,question,clip,right\na,left/right,dog,left\n")
    answers = write_answers(tmp_path / "a.csv", [("Ann", "a", "above", 1)])
    with pytest.raises(InvalidInput, match="row 2: a rating lies in left or right, not 'above'"):
        rated([answers], tmp_path / "key.csv")
    (tmp_path / "key.csv").write_text("file,system,clip,form\na,one,x,mos-p\n")
    answers = write_answers(tmp_path / "a.csv", [("Ann", "a", 6, 1)])
    with pytest.raises(InvalidInput, match=r"lies in 1\.\.5, not '6'"):
        rated([answers], tmp_path / "key.csv")
    (tmp_path / "key.csv").write_text("file,system,clip,form\na,one,x,other\n")
    with pytest.raises(InvalidInput, match="was not made by evaluate listen"):
        rated([answers], tmp_path / "key.csv")
