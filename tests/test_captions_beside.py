"""Captions for training: texts beside sounds, tables, and both."""

import numpy as np
import pytest

from ttmba_live.audio import write_sound
from ttmba_live.errors import InvalidInput
from ttmba_live.training._captioned import captions_of, read_captioned


def found(folder, given=None):
    sounds = read_captioned(folder, captions_of(folder, given))
    return {sound.path.relative_to(folder).as_posix(): sound.caption for sound in sounds}


def test_a_text_beside_a_sound_is_that_ones_alone(tmp_path):
    (tmp_path / "more").mkdir()
    for name in ("one.wav", "more/one.wav", "more/two.wav", "none.wav"):
        write_sound(tmp_path / name, np.ones(48, np.float32))
    with pytest.raises(InvalidInput, match="nor texts beside sounds"):
        captions_of(tmp_path, None)
    (tmp_path / "one.txt").write_text("rain,\n soft\n", encoding="utf-8")
    (tmp_path / "more" / "two.txt").write_text("\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("of no sound", encoding="utf-8")
    assert found(tmp_path) == {"one.wav": "rain, soft"}
    (tmp_path / "more" / "one.txt").write_text("wind", encoding="utf-8")
    assert found(tmp_path) == {"one.wav": "rain, soft", "more/one.wav": "wind"}
    table = tmp_path / "captions.csv"
    table.write_text("name,caption\ntwo,a door\n", encoding="utf-8")
    both = {"one.wav": "rain, soft", "more/one.wav": "wind", "more/two.wav": "a door"}
    assert found(tmp_path) == both
    assert found(tmp_path, str(table)) == {"more/two.wav": "a door"}
    (tmp_path / "one.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match=r"one\.txt is not in UTF-8"):
        captions_of(tmp_path, None)
