"""A clip that another is made from: laid down once, known by its samples, refused when changed."""

import numpy as np
import pytest

from ttmba_live.audio import Clip
from ttmba_live.errors import GenerationFailed, InvalidInput, Unavailable
from ttmba_live.generate.starts import keep_start, read_start

CLIP = Clip(np.linspace(-1.0, 1.0, 4800, dtype=np.float32))


def test_what_is_kept_is_read(tmp_path):
    start = keep_start(CLIP, tmp_path / "starts", 0.4)
    assert np.array_equal(read_start(start), CLIP.samples)
    again = keep_start(CLIP, tmp_path / "starts", 0.9)
    assert (again.path, again.digest) == (start.path, start.digest)
    assert (start.amount, again.amount) == (0.4, 0.9)
    assert len(list((tmp_path / "starts").iterdir())) == 1


def test_another_file_in_its_place_is_refused(tmp_path):
    start = keep_start(CLIP, tmp_path, 0.4)
    start.path.write_bytes(bytes(400))
    with pytest.raises(GenerationFailed, match="has changed"):
        read_start(start)
    start.path.unlink()
    with pytest.raises(GenerationFailed, match="cannot be read"):
        read_start(start)


@pytest.mark.parametrize("amount", [0.0, -0.1, 1.1, float("nan")])
def test_an_amount_beyond_its_range_is_refused(tmp_path, amount):
    with pytest.raises(InvalidInput, match="up to 1"):
        keep_start(CLIP, tmp_path, amount)


def test_a_folder_that_is_none_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="cannot write"):
        keep_start(CLIP, tmp_path / "file", 0.5)
