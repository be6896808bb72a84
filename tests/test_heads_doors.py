"""Every door takes a head of one's own by name or path, and refuses a bad one in a line."""

import numpy as np
import pytest
import sofa_files as sf
from daemon import Daemon, hear, wait_for

from ttmba_live import render
from ttmba_live.cli import main
from ttmba_live.config import from_tables
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.setup import BinauralSettings, choose
from ttmba_live.setup.heads import find_head, head_names


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache folder of the test's own, which children know too."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("platformdirs.user_cache_path", lambda _: tmp_path / "cache" / "ttmba_live")
    return tmp_path / "cache"


def test_heads_are_found_by_name_or_path_and_never_outside_by_name(tmp_path):
    folder = tmp_path / "heads"
    folder.mkdir()
    mine = sf.write(folder / "Mine.sofa", sf.grid(60.0))
    (folder / "notes.txt").write_text("no head")
    assert list(head_names(folder)) == ["Mine"]
    for name in ("mine", "Mine.sofa", str(mine)):
        assert find_head(name, folder) == mine.resolve()
    assert find_head("default", folder) is find_head("", folder) is None
    with pytest.raises(Unavailable, match=r"no head is called 'Mina' .*did you mean 'Mine'"):
        find_head("Mina", folder)
    with pytest.raises(Unavailable, match="no head is called"):
        find_head(str(mine), folder, paths=False)
    with pytest.raises(Unavailable, match="no such file"):
        find_head("gone/a.sofa", folder)


def test_settings_that_contradict_each_other_are_refused():
    with pytest.raises(InvalidInput, match="played by the renderer 'head', not 'sphere'"):
        choose.renderer(BinauralSettings("sphere", head="a.sofa"), 256)
    with pytest.raises(Unavailable, match="needs a head"):
        choose.renderer(BinauralSettings("head"), 256)
    with pytest.raises(InvalidInput, match="head_radius"):
        from_tables({"binaural": {"head_radius": 8.75}})
    assert from_tables({"binaural": {"head_radius": 0.0}}).binaural.head_radius == 0.0
    assert from_tables({"binaural": {"head_radius": 0.08}}).binaural.head_radius == 0.08


def refused(*words):
    with pytest.raises(SystemExit) as ended:
        main(words)
    return ended.value.code


@pytest.mark.slow
def test_every_door_takes_a_head_and_refuses_a_bad_one(cache, tmp_path, capsys):
    good = sf.write(tmp_path / "good.sofa", sf.grid(40.0))
    bad = tmp_path / "bad.sofa"
    bad.write_text("<html>")
    scene = "bell@1@90,0@1@0"
    options = {"generator": "sketch", "planner": "rules"}
    mine, _ = render(scene, head=str(good), **options)
    left, right = np.sqrt((mine**2).mean(axis=0))
    assert left > 1.2 * right
    assert len(list(cache.rglob("*.json"))) == 1
    assert "preparing good.sofa (once)" in capsys.readouterr().err
    again, _ = render(scene, head=str(good), **options)
    assert np.array_equal(again, mine), "from the cache, the same samples"
    assert "preparing" not in capsys.readouterr().err
    for words in (
        (
            "render",
            scene,
            "-o",
            str(tmp_path / "a.wav"),
            "--generator",
            "sketch",
            "--head",
            str(bad),
        ),
        ("serve", "--device", "null", "--head", str(bad)),
    ):
        assert refused(*words) == 2
        said = capsys.readouterr().err.strip().splitlines()
        assert said[-1].endswith("is not a SOFA file")


@pytest.mark.slow
def test_heads_of_a_folder_are_told_and_heard(cache, tmp_path, capsys):
    sf.write(tmp_path / "upside.sofa", sf.grid(40.0), -sf.responses(sf.unit(sf.grid(40.0))))
    (tmp_path / "bad.sofa").write_text("no")
    assert refused("heads", str(tmp_path)) == 0
    said = capsys.readouterr().out
    assert "bad: cannot be used" in said
    assert "upside: 36 directions at 1.20 m, radius 8.8 cm, delays within " in said
    assert "both ears measured upside down" in said
    assert refused("heads", str(tmp_path / "none")) == 2


@pytest.mark.slow
def test_the_daemon_changes_its_head_by_name(cache, tmp_path):
    heads = tmp_path / "heads"
    heads.mkdir()
    sf.write(heads / "one.sofa", sf.grid(40.0))
    (heads / "bad.sofa").write_text("no")
    started = sf.write(tmp_path / "start.sofa", sf.grid(60.0))
    config = f'[binaural]\nheads = "{heads.as_posix()}"\n'
    with Daemon(tmp_path, "--head", str(started), "--generator", "sketch", config=config) as daemon:
        with daemon.caller() as caller:
            caller.send("/ttmba/head", "one")
            assert hear(caller, "/ttmba/head/changed", "one")[1].startswith(
                "one.sofa, 36 directions"
            )
            caller.send("/ttmba/head", "start")
            hear(caller, "/ttmba/head/changed", "start")
            caller.send("/ttmba/head", "bad")
            assert "not a SOFA file" in hear_error(caller)
            caller.send("/ttmba/head", "nobody")
            assert "there are: default, bad, one" in hear_error(caller)
        assert daemon.terminate() == 0
    said = "".join(daemon.said)
    assert said.index("renderer sphere: stands in") < said.index("renderer head: start.sofa, ")


def hear_error(caller):
    of_head = lambda address, said: address == "/ttmba/error" and said[0] == "/ttmba/head"
    return wait_for(caller, of_head, "error of /ttmba/head")[1][1]
