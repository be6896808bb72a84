"""What a sound server gives, placed by words in a daemon and replayed."""

import numpy as np
import pytest
import soundfile
from daemon import Daemon, hear
from pulse import PulseServer, until

from ttmba_live.audio import RATE

CONFIG = """
[audio]
latency = 0.3
[inputs]
channels = [1]
names = ["singer"]
"""


def sounds_at(recording, ear):
    """Whether the last quarter second is the tone, and louder at that ear."""
    part = recording.samples()[-RATE // 4 :]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))[:, None], axis=0))
    tone = abs(int(spectrum[:, ear].argmax()) * RATE / len(part) - 440) < 5
    return tone and spectrum[:, ear].max() > 1.3 * spectrum[:, 1 - ear].max()


@pytest.mark.device
def test_what_a_sound_server_gives_is_placed_by_words_and_replayed(tmp_path):
    tone = 0.2 * np.sin(2 * np.pi * 440 * np.arange(60 * RATE) / RATE)
    (tmp_path / "tone.f32").write_bytes(np.repeat(tone, 2).astype("<f4").tobytes())
    folder, record = tmp_path / "session", tmp_path / "all.wav"
    with PulseServer() as pulse:
        pulse.add_sink("mic")
        pulse.pactl("set-default-sink", pulse.sink)
        env = {**pulse.env, "PULSE_SOURCE": "mic.monitor"}
        words = ("--session", str(folder), "--record", str(record), "--renderer", "sphere")
        recording = pulse.record()
        with Daemon(tmp_path, *words, device=None, config=CONFIG, env=env) as daemon:
            with daemon.caller() as caller:
                pulse.play(tmp_path / "tone.f32", "mic")
                until(recording.heard, what="the tone")
                caller.send("/ttmba/source/in1/aed", 90.0, 0.0, 1.0)
                until(lambda: sounds_at(recording, 0), what="the tone on the left")
                caller.send("/ttmba/cue", "singer@4@-90,0@1@0")
                hear(caller, "/ttmba/event/placed")
                until(lambda: sounds_at(recording, 1), what="the tone on the right")
            assert daemon.terminate() == 0, daemon.said
    names = sorted(path.name for path in (folder / "clips").iterdir())
    assert names == ["0001_in1_dry.wav", "0002_in1_dry.wav"]
    recorded, _ = soundfile.read(record, dtype="float32")
    mix, _ = soundfile.read(folder / "mix.wav", dtype="float32")
    both = min(len(recorded), len(mix))
    assert np.abs(recorded[:both] - mix[:both]).max() < 1e-4
    assert np.abs(mix).max() > 0.1
