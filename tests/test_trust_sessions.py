"""Session folders of strangers: read, refused in one line, or rendered; never left."""

import json
import os
import shutil
import sys
from dataclasses import replace
from functools import partial

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

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX links and pipes")

VERBS = (
    ("sessions", "{run}"),
    ("render", "{run}", "-o", "{out}/a.wav"),
    ("render", "{run}", "--session", "{run}"),
    ("render", "{run}/session.json", "-o", "{out}/b.wav", "--renderer", "sphere"),
    ("export", "{run}", "--adm", "{out}/c.wav"),
    ("export", "{run}", "--ambix", "{out}/d.wav", "--order", "1"),
)
SEEDS = 60


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


def check(session, here, capsys, damage):
    """Try every verb on a damaged copy: a status and one line; nothing outside changes."""
    outside, out = here / "outside", here / "out"
    shutil.copytree(session, here / "run")
    outside.mkdir()
    out.mkdir()
    write_wave(outside / "secret.wav", np.full(480, 0.3, np.float32), About("secret"))
    damage(here / "run", outside)
    before = contents(outside)
    for verb in VERBS:
        with pytest.raises(SystemExit) as ended:
            main([word.format(run=here / "run", out=out) for word in verb])
        said = capsys.readouterr().err
        refusals = [line for line in said.splitlines() if line.startswith("ttmba-live: ")]
        assert ended.value.code in (0, 1, 2), verb
        assert "Traceback" not in said, (verb, said)
        assert len(refusals) == bool(ended.value.code), (verb, said)
    assert contents(outside) == before
    assert {path.name for path in here.iterdir()} == {"run", "outside", "out"}


@pytest.mark.parametrize("part", range(4))
def test_damaged_and_hostile_sessions_are_one_line(session, tmp_path, capsys, part):
    for seed in range(part, SEEDS, 4):
        place = tmp_path / str(seed)
        check(session, place, capsys, partial(damaged, seed=seed))


@pytest.mark.parametrize("name", ["session.json", "timeline.jsonl", "manifest.tsv", CLIP])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(session, tmp_path, capsys, name):
    def damage(folder, _):
        (folder / name).unlink()
        os.mkfifo(folder / name)

    check(session, tmp_path / "pipe", capsys, damage)


@pytest.mark.parametrize("name", [".ttmba_live.lock", ".ttmba_live.owner", "stems", "mix.wav"])
@pytest.mark.parametrize("target", ["", "secret.wav"])
def test_a_link_to_another_place_is_not_followed(session, tmp_path, capsys, name, target):
    def damage(folder, outside):
        if name == "stems":
            shutil.rmtree(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(outside / target)

    check(session, tmp_path / "link", capsys, damage)


WRONG = [
    (1, "clip", 7), (1, "clip", "a" * 5000), (1, "cue", "x"), (2, "gain_db", 1e308),
    (3, "start", {"source": "rain", "clip": "a" * 5000, "at": 0}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "key", "value"), WRONG)
def test_a_wrong_value_of_a_timeline_is_one_line(session, tmp_path, capsys, line, key, value):
    def damage(folder, _):
        path = folder / "timeline.jsonl"
        lines = [json.loads(text) for text in path.read_text().splitlines()]
        lines[line][key] = value
        path.write_text("".join(json.dumps(one) + "\n" for one in lines))

    check(session, tmp_path / "wrong", capsys, damage)
