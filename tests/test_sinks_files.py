"""Files on healthy disks: whole at any time, never written over, gaps kept."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from pulse import until
from sink_streams import BLOCK, StalledDisk, play, ramp

from ttmba_live.audio import RATE, wav_header
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.sinks import _wav
from ttmba_live.sinks.file import File, free_path
from ttmba_live.sinks.memory import Memory


def test_wav_is_plain_float_and_flac_24_bits(tmp_path):
    for ending, form in (("wav", "FLOAT"), ("flac", "PCM_24")):
        sink = File(tmp_path / f"take.{ending}")
        sink.write(np.array([[1.5, -1.5]], np.float32))
        sink.close()
        info = soundfile.info(sink.path)
        assert (info.subtype, info.channels, info.frames) == (form, 2, 1)
        loudest = np.abs(soundfile.read(sink.path)[0]).max()
        assert loudest == pytest.approx(1.5 if form == "FLOAT" else 1.0, abs=1e-6)


def test_an_empty_recording_is_a_file(tmp_path):
    for ending in ("wav", "flac"):
        sink = File(tmp_path / f"take.{ending}")
        sink.close()
        sink.close()
        assert soundfile.info(sink.path).frames == (ending == "flac")


def test_a_growing_file_can_be_read_at_any_time(tmp_path):
    for ending in ("wav", "flac"):
        disk = StalledDisk()
        sink = File(tmp_path / f"take.{ending}", disk=disk)
        for second in range(3):
            play([sink], RATE // BLOCK * BLOCK, second * (RATE // BLOCK * BLOCK))
            sink.turn()
            heard, _ = soundfile.read(sink.path, dtype="float32")
            assert len(heard) == sink.frames
            assert len(heard) > second * RATE + RATE - 3 * 4096
            assert np.array_equal(heard, ramp(len(heard)))
        sink.close()


def test_free_path_never_meets_an_older_take(tmp_path):
    wanted = tmp_path / "take.v1.wav"
    taken = []
    for _ in range(3):
        path = free_path(wanted)
        File(path).close()
        taken.append(path.name)
    assert taken == ["take.v1.wav", "take.v1_2.wav", "take.v1_3.wav"]


@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_an_existing_file_is_not_written_over(tmp_path, ending):
    path = tmp_path / f"take.{ending}"
    path.write_bytes(b"precious")
    with pytest.raises(Unavailable, match=r"cannot record to .*take.*exists"):
        File(path)
    assert path.read_bytes() == b"precious"


def test_bad_paths_are_refused_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot record to") as refusal:
        File(tmp_path / "file" / "take.wav")
    assert "\n" not in str(refusal.value)
    with pytest.raises(InvalidInput, match=r"\.wav or \.flac"):
        File(tmp_path / "take.mp3")


def test_a_full_queue_drops_and_counts_and_keeps_the_time(tmp_path):
    disk = StalledDisk()
    sink = File(tmp_path / "take.wav", queue_seconds=4 * BLOCK / RATE, disk=disk)
    play([sink], 10 * BLOCK)
    assert sink.dropped == 6 * BLOCK
    sink.turn()
    play([sink], 3 * BLOCK, 10 * BLOCK)
    play([sink], 3 * BLOCK, 13 * BLOCK)
    sink.close()
    assert sink.dropped == 8 * BLOCK
    expected = ramp(16 * BLOCK)
    expected[4 * BLOCK : 10 * BLOCK] = 0.0
    expected[14 * BLOCK :] = 0.0
    heard, _ = soundfile.read(sink.path, dtype="float32")
    assert np.array_equal(heard, expected)
    assert sink.error is None


def test_a_long_gap_is_written_in_pieces(tmp_path):
    disk = StalledDisk()
    sink = File(tmp_path / "take.wav", queue_seconds=BLOCK / RATE, disk=disk)
    play([sink], 3 * RATE)
    sink.close()
    heard, _ = soundfile.read(sink.path, dtype="float32")
    assert len(heard) == -(-3 * RATE // BLOCK) * BLOCK
    assert np.array_equal(heard[:BLOCK], ramp(BLOCK))
    assert not heard[BLOCK:].any()


def test_writing_after_close_is_counted_and_harmless(tmp_path):
    sink = File(tmp_path / "take.wav")
    sink.close()
    play([sink], BLOCK)
    assert sink.dropped == BLOCK
    assert soundfile.info(sink.path).frames == 0


def test_a_wav_ends_at_its_largest_size_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(_wav, "MAX_BYTES", 80_007)
    said = []
    sink = File(tmp_path / "take.wav", report=said.append)
    memory = Memory()
    play([sink, memory], RATE)
    until(lambda: sink.error is not None)
    play([sink, memory], RATE, RATE)
    sink.close()
    assert "4 GiB" in sink.error
    assert str(sink.path) in sink.error
    assert said == [sink.error]
    heard, _ = soundfile.read(sink.path, dtype="float32")
    assert sink.path.stat().st_size <= 80_007 + 8 < sink.path.stat().st_size + 8
    assert np.array_equal(heard, ramp(len(heard)))
    assert sink.dropped >= RATE - BLOCK
    assert len(memory.samples()) == len(ramp(2 * RATE)) // BLOCK * BLOCK + BLOCK


def test_the_largest_wav_heading_still_fits_32_bits():
    room = (_wav.MAX_BYTES + 8 - len(wav_header(0, 2))) // 8
    head = wav_header(room, 2)
    size = int.from_bytes(head[4:8], "little")
    assert size + 8 == len(head) + 8 * room
    assert size > 2**32 - 16
    assert int.from_bytes(head[-4:], "little") == 8 * room
    assert len(head) % 2 == 0
