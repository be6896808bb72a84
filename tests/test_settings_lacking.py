"""What settings name and is not there: told at once, in one line, by doctor and at the start."""

import pytest
from daemon import Daemon
from pulse import until

from ttmba_live.cli import main
from ttmba_live.config import from_tables, load
from ttmba_live.errors import InvalidInput
from ttmba_live.live import checked
from ttmba_live.setup.doctor import examine
from ttmba_live.setup.paths import lacking


def refused(tmp_path, text):
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(InvalidInput) as caught:
        load(file)
    assert str(caught.value).startswith(str(file))
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("port = 7420\n", "belongs in [osc] or [oscquery]"),
        ("[outputs]\ndevice = 'x'\n", "write [[outputs]]"),
        ("[choose]\nrenderer = 'nfs'\n", "it belongs in [binaural]"),
        ("[room]\npreset = 'chruch'\n", "did you mean 'church'?"),
        ('[session]\nfolder = "C:\\Users\\me"\n', "single quotes"),
    ],
)
def test_a_mistake_is_told_with_what_was_meant(tmp_path, text, said):
    assert said in refused(tmp_path, text)


def test_all_mistakes_are_told_at_once(tmp_path):
    said = refused(tmp_path, "port = 1\n[osc]\nprot = 2\n[audio]\nhop = 3\n[room]\npreset = 1\n")
    assert all(name in said for name in ("'port'", "'prot'", "audio.hop", "room.preset"))


def test_all_that_does_not_fit_together_is_told_with_its_setting(tmp_path, capsys):
    settings = {
        "osc": {"notify": ["localhost"]},
        "transport": {"lead": ["reaper localhost"]},
        "generator": {"order": ["skech"]},
        "inputs": {"channels": [1], "names": ["a", "b"]},
        "midi": [{"note": 1}],
    }
    with pytest.raises(InvalidInput) as caught:
        checked(from_tables(settings))
    for name in ("[osc] notify", "[transport] lead", "[generator] order", "[inputs]", "[[midi]] 1"):
        assert name in str(caught.value)
    file = tmp_path / "bad.toml"
    file.write_text("[transport]\nlead = ['reaper localhost']\n")
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--device", "null", "--config", str(file)])
    assert ended.value.code == 2
    assert f"{file}: [transport] lead" in capsys.readouterr().err


def test_paths_that_lead_nowhere_are_missing(tmp_path):
    (tmp_path / "file").write_text("")
    no = str(tmp_path / "no")
    settings = from_tables({
        "session": {"folder": str(tmp_path / "file" / "in")},
        "binaural": {"heads": no},
        "room": {"files": no},
        "library": {"index": no},
    })  # fmt: skip
    assert [what for what, _ in lacking(settings)] == [
        "[library] index", "[binaural] heads", "[room] files", "[session] folder",
    ]  # fmt: skip
    missing = {one.what for one in examine(settings) if one.state == "MISSING"}
    assert missing >= {"[library] index", "[binaural] heads", "[room] files", "session folder"}
    assert not list(lacking(from_tables({"session": {"folder": no}}))), "it is made when needed"


def test_what_plays_where_is_told_and_that_nothing_is_audible(tmp_path):
    config = '[[outputs]]\ndevice = "null"\nplays = "ambisonics"\norder = 1\n'
    folder = tmp_path / "shwos" / "tonight"
    with Daemon(tmp_path, "--renderer", "sphere", "--session", str(folder), config=config) as on:
        quiet = "nothing is audible: no output has a device"  # the last of them
        until(lambda: any(line.startswith(quiet) for line in on.said), what="what is audible")
        said = [line.rstrip("\n") for line in on.said]
    assert f"{folder} is a new folder; so is {folder.parent}" in said
    second = "null: AmbiX of order 1 on channels 1 to 4; nobody hears it"
    assert f"output 2 {second}" in said
    found = {one.what: one.found for one in examine(load(tmp_path / "settings.toml"))}
    assert found["output 2"] == second


def test_a_device_that_is_not_there_is_missing():
    settings = from_tables({"audio": {"device": "No such card"}})
    device = next(one for one in examine(settings) if one.what == "sound device")
    assert device.state == "MISSING"
