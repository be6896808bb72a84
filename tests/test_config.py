"""The configuration file: every setting, typed, explained, and nothing unknown."""

import dataclasses
import sys

import pytest

from ttmba_live.config import from_tables, load, to_toml
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.setup._settings import Settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


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
    ],
)
def test_mistakes_are_named(tmp_path, text, named):
    file = tmp_path / "ttmba.toml"
    file.write_text(text)
    with pytest.raises(InvalidInput, match=named):
        load(file)


def test_whole_numbers_do_for_numbers_and_a_missing_file_is_named(tmp_path):
    assert from_tables({"audio": {"latency": 1}}).audio.latency == 1.0
    with pytest.raises(Unavailable, match=r"none\.toml"):
        load(tmp_path / "none.toml")
