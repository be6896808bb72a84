"""What the command line says to who mistypes a verb, or asks where a file went."""

import numpy as np
import pytest

from ttmba_live.audio import write_sound
from ttmba_live.cli import main


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["rendr", "rain"], "render"),
        (["evaluate", "plann"], "plan"),
        (["render", "rain", "--renderer", "spere"], "sphere"),
    ],
)
def test_a_mistyped_word_is_answered_with_the_one_that_was_meant(capsys, words, meant):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith(f"did you mean {meant!r}?\n")


def test_a_word_that_is_like_none_gets_no_guess(capsys):
    with pytest.raises(SystemExit):
        main(["xyzzy"])
    assert "did you mean" not in capsys.readouterr().err


def test_a_file_in_new_folders_is_told(capsys, tmp_path):
    dry, wet = tmp_path / "dry.wav", tmp_path / "a" / "b" / "wet.wav"
    write_sound(dry, np.ones(4800) * 0.1)
    with pytest.raises(SystemExit) as ended:
        main(["binauralize", str(dry), "-o", str(wet), "--renderer", "sphere"])
    assert ended.value.code == 0
    assert wet.exists()
    assert f"wrote {wet}" in capsys.readouterr().err
