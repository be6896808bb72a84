"""Session folders of strangers: read, refused in one line, or rendered; never left."""

import shutil
import sys
from dataclasses import replace

import numpy as np
import pytest
from session_fuzz import damaged

from ttmba_live.cli import main
from ttmba_live.daw import About, write_wave
from ttmba_live.engine import Entry, GlideSettings, StartVoice, StopVoices
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.scene import Envelope, Event, Scene, Source
from ttmba_live.session import Head, Rerun, TimelineWriter, finish_run
from ttmba_live.session._timeline import SPHERE

CLIP = "clips/0001_rain_dry.wav"
PATH = Trajectory.checked([(0.0, 0.0, 0.0, 1.0), (1.0, 90.0, 0.0, 2.0)])
FADE = Envelope.checked([(0.0, 0.0), (1.0, -6.0)])

VERBS = (
    ("sessions", "{run}"),
    ("render", "{run}", "-o", "{out}/a.wav"),
    ("render", "{run}", "--session", "{run}"),
    ("render", "{run}/session.json", "-o", "{out}/b.wav", "--renderer", "sphere"),
    ("export", "{run}", "--adm", "{out}/c.wav"),
    ("export", "{run}", "--ambix", "{out}/d.wav", "--order", "1"),
)
SEEDS = 120


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A finished session with a sound that moves and fades."""
    folder = tmp_path_factory.mktemp("session") / "run"
    event = Event.checked("rain", 0.1, Position(90.0), id="rain")
    event = replace(event, trajectory=PATH, envelope=FADE)
    writer = TimelineWriter(folder, Head(256, 16, GlideSettings(), "sketch", SPHERE))
    write_wave(folder / CLIP, np.full(4800, 0.1, np.float32), About("rain"))
    writer.event(0, event, CLIP, 1)
    source = Source("rain", 1, "rain", Position(90.0), trajectory=PATH, envelope=FADE)
    start = StartVoice(1, "rain", np.zeros(1, np.float32), 300, CLIP)
    writer.entries([Entry(0, Scene({"rain": source})), Entry(256, start)])
    writer.entries([Entry(5120, StopVoices("rain"))])
    writer.flush(9600)
    writer.close()
    run = Rerun(folder)
    run.run()
    finish_run(run)
    run.close()
    return folder


def contents(folder):
    return {path: path.is_file() and path.read_bytes() for path in sorted(folder.rglob("*"))}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX links and pipes")
@pytest.mark.parametrize("part", range(4))
def test_damaged_and_hostile_sessions_are_one_line(session, tmp_path, capsys, part):
    for seed in range(part, SEEDS, 4):
        here = tmp_path / str(seed)
        outside, out = here / "outside", here / "out"
        shutil.copytree(session, here / "run")
        outside.mkdir()
        out.mkdir()
        write_wave(outside / "secret.wav", np.full(480, 0.3, np.float32), About("secret"))
        damaged(here / "run", outside, seed)
        before = contents(outside)
        for verb in VERBS:
            with pytest.raises(SystemExit) as ended:
                main([word.format(run=here / "run", out=out) for word in verb])
            said = capsys.readouterr().err
            refusals = [line for line in said.splitlines() if line.startswith("ttmba-live: ")]
            assert ended.value.code in (0, 1, 2), (seed, verb)
            assert "Traceback" not in said, (seed, verb, said)
            assert len(refusals) == bool(ended.value.code), (seed, verb, said)
        assert contents(outside) == before, seed
        assert {path.name for path in here.iterdir()} == {"run", "outside", "out"}, seed
