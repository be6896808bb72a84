"""The configuration file: every setting, typed, explained, and nothing unknown."""

import codecs
import dataclasses
import subprocess
import sys
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ttmba_live.cli import main
from ttmba_live.config import from_tables, load, to_toml
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.setup._settings import Settings

KEYS = ["port", "host", "notify", "voices", "latency", "hop", "timeout", "smoothing"]


def test_what_is_printed_is_what_is_read(tmp_path):
    file = tmp_path / "ttmba.toml"
    file.write_text(to_toml(Settings()), encoding="utf-8")
    assert load(file) == Settings()


def test_every_setting_is_printed_and_explained():
    text = to_toml(Settings())
    tables = tomllib.loads(text)
    lines = text.splitlines()
    for section in dataclasses.fields(Settings):
        part = getattr(Settings(), section.name)
        if part == ():  # there may be none
            assert f"# [[{section.name}]]" in text
            continue
        assert set(tables[section.name]) == {f.name for f in dataclasses.fields(part)}
    for number, line in enumerate(lines):
        if " = " in line and not line.startswith("#"):
            assert lines[number - 1].startswith("# "), line


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[osk]\n", "did you mean 'osc'"),
        ("[osc]\nprot = 1\n", "did you mean 'port'"),
        ("[osc]\nport = '1'\n", "whole number"),
        ("[osc]\nport = true\n", "whole number"),
        ("[audio]\nlatency = 'lowest'\n", '"low" or "high"'),
        ("[cues]\nzero = 'last'\n", '"first" or "all"'),
        ("osc = 1\n", "section"),
        ("[osc\n", "not TOML"),
        ("[audio]\nvoices = -4\n", "voices must be a whole number from 1 to 4096, not -4"),
        ("[audio]\nhop = 255\n", "hop must be one of 32, 64, .*, not 255"),
        ("[audio]\nahead = 100000000\n", "ahead must be .* to 48000"),
        ("[audio]\nblock = 3\n", "block must be 0 or a whole number from 16 to 8192"),
        ("[audio]\nlatency = 0\n", '"low" or "high" or a number, more than 0, at most 5'),
        ("[audio]\nahead = 1e8\n", "a whole number"),
        ("[glide]\nsmoothing = nan\n", "smoothing must be a number from 0.0001 to 1, not nan"),
        ("[llm]\ntimeout = inf\n", "timeout must be a number, more than 0"),
        ("[osc]\nnotify = [1]\n", "a list of texts"),
        ("[osc]\nhost = ''\n", "text, not empty"),
        ("[osc]\nport = 2024-01-01\n", "whole number"),
        ("[choose]\ngenerator = 'sktch'\n", '"sketch"'),
        (f"[audio]\nvoices = {'9' * 400}\n", "voices must be .*…$"),
    ],
)
def test_mistakes_are_named(tmp_path, text, named):
    file = tmp_path / "ttmba.toml"
    file.write_text(text)
    with pytest.raises(InvalidInput, match=named):
        load(file)


@given(
    st.dictionaries(
        st.text(max_size=8) | st.sampled_from(["osc", "audio", "llm", "glide"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=8) | st.sampled_from(KEYS), inner, max_size=3)
            ),
            max_leaves=6,
        ),
        max_size=3,
    )
)
def test_whatever_the_tables_hold_is_a_setting_or_one_line(tables):
    said = ""
    try:
        from_tables(tables)
    except InvalidInput as error:
        said = str(error)
    assert said.splitlines() == [said][: len(said)]
    assert len(said) < 600


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_files_are_read_as_editors_and_shells_write_them(tmp_path, encoding):
    file = tmp_path / "ttmba.toml"
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    text = '[session]\r\nfolder = "Bühne"\r\n'
    file.write_bytes(marks.get(encoding, b"") + text.encode(encoding))
    assert load(file).session.folder == "Bühne"


def test_what_is_given_goes_before_the_file(tmp_path):
    file = tmp_path / "ttmba.toml"
    file.write_text("[osc]\nport = 5\nadm = true\n")
    settings = load(file, {"osc": {"port": 6, "host": None}, "audio": {"device": None}})
    assert (settings.osc.port, settings.osc.adm, settings.osc.host) == (6, True, "127.0.0.1")
    assert load(None, {"osc": {"port": None}}) == Settings()
    with pytest.raises(InvalidInput, match=r"osc\.port must be .* to 65535, not 99999999"):
        load(file, {"osc": {"port": 99_999_999}})


def test_a_settings_file_is_written_once_and_takes_over_an_older_ones_values(tmp_path, capsys):
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text('[audio]\ndevice = "Fokus \\"2\\" \\\\ ü"\n', encoding="utf-8")
    for words, status in ((["--config", str(old)], 0), ([], 2)):
        with pytest.raises(SystemExit) as ended:
            main(["config", *words, "-o", str(new)])
        assert ended.value.code == status
    assert "is there already" in capsys.readouterr().err
    assert load(new).audio.device == 'Fokus "2" \\ ü'


def test_the_defaults_need_no_library():
    code = "from ttmba_live.config import load; load(None)"
    code += "; import sys; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_whole_numbers_do_for_numbers_and_a_missing_file_is_named(tmp_path):
    assert from_tables({"audio": {"latency": 1}}).audio.latency == 1.0
    with pytest.raises(Unavailable, match=r"none\.toml"):
        load(tmp_path / "none.toml")
