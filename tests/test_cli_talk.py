"""What the command line says to who mistypes a verb, or asks where a file went."""

import socket

import numpy as np
import pytest

from ttmba_live.audio import write_sound
from ttmba_live.cli import main
from ttmba_live.osc._codec import decode


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


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (["/ttmba/gain", "-3dB"], (-3.0,)),
        (["/ttmba/gain", "-3 dB"], (-3.0,)),
        (["/ttmba/gain", "-.5db"], (-0.5,)),
        (["/ttmba/source/dog/xyz", "-1", "-2e-1", "-.5"], (-1, pytest.approx(-0.2), -0.5)),
        (["/ttmba/cue", "-3dB"], ("-3dB",)),
        (["/ttmba/cue", "the", "dog", "-3dB"], ("the", "dog", "-3dB")),
    ],
)
def test_negative_numbers_and_levels_are_values_and_no_options(words, values):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        port = str(ear.getsockname()[1])
        with pytest.raises(SystemExit) as ended:
            main(["send", *words, "--port", port, "--wait", "0.01"])
        assert ended.value.code == 0
        [message] = decode(ear.recv(1000))
    assert (message.address, tuple(message.arguments)) == (words[0], values)
