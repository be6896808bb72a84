"""Patches come from the checkout or the wheel to where each program looks, and say what is next."""

import tomllib
from pathlib import Path

import pytest

from ttmba_live.cli import main
from ttmba_live.errors import Unavailable
from ttmba_live.patches import Machine, files_folder
from ttmba_live.setup.patches import PATCHES

ROOT = Path(__file__).parent.parent
HOME = Path("/home/me")


def machine(system, home=HOME):
    settings = {
        "win32": home / "AppData" / "Roaming",
        "darwin": home / "Library" / "Application Support",
        "linux": home / ".config",
    }
    return Machine(system, home, home / "Documents", settings[system])


@pytest.mark.parametrize(
    ("program", "system", "place"),
    [
        ("max", "win32", "Documents/Max 9/Packages"),
        ("max", "darwin", "Documents/Max 9/Packages"),
        ("pd", "win32", "AppData/Roaming/Pd"),
        ("pd", "darwin", "Library/Pd"),
        ("pd", "linux", ".local/lib/pd/extra"),
        ("touchdesigner", "win32", "Documents/Derivative"),
        ("reaper", "win32", "AppData/Roaming/REAPER/Scripts"),
        ("reaper", "darwin", "Library/Application Support/REAPER/Scripts"),
        ("reaper", "linux", ".config/REAPER/Scripts"),
        ("ardour", "win32", "AppData/Local/ardour9/scripts"),
        ("ardour", "darwin", "Library/Preferences/Ardour9/scripts"),
        ("ardour", "linux", ".config/ardour9/scripts"),
    ],
)
def test_files_go_where_the_program_looks(program, system, place):
    assert PATCHES.look(program, machine(system)).why == str(HOME / place)


def test_the_max_that_is_there_is_taken(tmp_path):
    (tmp_path / "Documents" / "Max 8").mkdir(parents=True)
    found = PATCHES.look("max", machine("darwin", tmp_path)).why
    assert found == str(tmp_path / "Documents" / "Max 8" / "Packages")


@pytest.mark.parametrize("program", ["max", "touchdesigner"])
def test_a_system_that_a_program_does_not_run_on_is_one_line(program):
    with pytest.raises(Unavailable, match="Windows and macOS; say where with --to FOLDER"):
        PATCHES.look(program, machine("linux"))


def test_an_installed_package_holds_what_the_checkout_has():
    for entry in PATCHES:
        patches = entry.make(machine("linux"))
        files = list(patches.files())
        assert files
        for file, name in files:
            assert file.read_bytes() == (ROOT / patches.source / name).read_bytes()


def test_a_wheel_takes_every_file_that_is_copied():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    taken = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for source, target in taken.items():
        assert (ROOT / source).exists()
        assert target == f"ttmba_live/patches/{source}"
    for entry in PATCHES:
        patches = entry.make(machine("linux"))
        for _, name in patches.files():
            path = Path(patches.source, name)
            assert any(path.is_relative_to(source) for source in taken), path


@pytest.mark.parametrize("program", PATCHES.choices)
def test_the_verb_copies_and_says_what_is_next(program, tmp_path, capsys):
    def copied():
        with pytest.raises(SystemExit) as done:
            main(["patches", program, "--to", str(tmp_path / "there")])
        assert done.value.code == 0
        said = capsys.readouterr()
        folder = tmp_path / "there" / "ttmba_live"
        assert said.out == f"{folder}\n"
        assert str(folder) in said.err.split("\n", 1)[1], "the next step names the folder"
        return folder, said.err

    folder, said = copied()
    count = len(list(PATCHES[program].make(machine("linux")).files()))
    assert said.startswith(f"{count} files new, 0 replaced, 0 as they were")
    readme = folder / "README.md"
    whole = readme.read_bytes()
    readme.write_text("an older version")
    (folder / "mine.txt").write_text("mine")
    _, said = copied()
    assert said.startswith(f"0 files new, 1 replaced, {count - 1} as they were")
    assert readme.read_bytes() == whole
    assert (folder / "mine.txt").read_text() == "mine"


def test_reapers_effect_goes_where_it_looks_for_effects(tmp_path):
    patches = PATCHES["reaper"].make(machine("linux"))
    patches.copy(tmp_path / "portable" / "Scripts")
    assert (tmp_path / "portable/Effects/ttmba_live/ttmba source.jsfx").is_file()
    assert not (tmp_path / "portable/Scripts/ttmba_live/ttmba source.jsfx").exists()
    patches.copy(tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere/ttmba_live/ttmba source.jsfx").is_file()


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit) as done:
        main(["patches", "pd", "--to", str(tmp_path / "file")])
    assert done.value.code == 2
    assert capsys.readouterr().err.startswith("ttmba-live: cannot write ")


def test_the_files_are_found():
    assert (files_folder() / "max_patches" / "patchers" / "ttmba_live.maxpat").is_file()
