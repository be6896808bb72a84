"""What plays while a head or a checkpoint of one's own is prepared, and if it cannot be."""

import pytest
import sofa_files as sf
from daemon import Daemon, hear
from pulse import until

from ttmba_live.errors import Unavailable
from ttmba_live.setup import BinauralSettings, choose
from ttmba_live.setup.heads import NO_HEAD


@pytest.fixture
def compiled(tmp_path, monkeypatch):
    """Loops that are there already, and a cache folder with nothing else."""
    monkeypatch.setattr("ttmba_live.setup._standing_in.is_compiled", lambda: True)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda _: tmp_path / "cache")


@pytest.mark.usefixtures("compiled")
def test_only_what_is_to_be_prepared_is_waited_for(tmp_path):
    head = str(sf.write(tmp_path / "mine.sofa", sf.grid(60.0)))
    weights, pickled = tmp_path / "mine.safetensors", tmp_path / "mine.pt"
    weights.write_bytes(b'\x10\0\0\0\0\0\0\0{"a": 1}')
    pickled.write_bytes(b"PK\x03\x04")
    for waits in (
        BinauralSettings(head=head),
        BinauralSettings(checkpoint=str(weights)),
        BinauralSettings("niirf", checkpoint=str(pickled)),
    ):
        first = choose.at_once(waits)
        assert first.head == NO_HEAD
        assert first.checkpoint == waits.checkpoint
    for at_hand in (BinauralSettings(), BinauralSettings("sphere"), BinauralSettings("exact")):
        assert choose.at_once(at_hand) == at_hand


@pytest.mark.usefixtures("compiled")
def test_what_is_plainly_something_else_is_refused_at_the_start(tmp_path):
    page = tmp_path / "page.sofa"
    page.write_text("<html>")
    for wrong in (BinauralSettings(head=str(page)), BinauralSettings(checkpoint=str(page))):
        assert choose.at_once(wrong) == wrong
    with pytest.raises(Unavailable, match="cannot read"):
        choose.at_once(BinauralSettings(checkpoint=str(tmp_path / "gone.pt")))


@pytest.mark.slow
def test_a_damaged_head_is_told_while_sound_plays_and_the_default_takes_over(tmp_path):
    damaged = tmp_path / "torn.sofa"
    damaged.write_bytes(sf.write(tmp_path / "whole.sofa", sf.grid(60.0)).read_bytes()[:900])
    with Daemon(tmp_path, "--head", str(damaged), "--generator", "sketch") as daemon:
        with daemon.caller() as caller:
            caller.send("/ttmba/event", "a", "rain", 60.0, 60.0, 0.0, 1.0, 0.0)
            hear(caller, "/ttmba/event/state", "a", "playing")
            until(lambda: "renderer nfs" in "".join(daemon.said), 60, what="the default head")
        assert daemon.terminate() == 0
    said = "".join(daemon.said)
    assert said.index("renderer sphere: stands in") < said.index("is damaged or cut off")
