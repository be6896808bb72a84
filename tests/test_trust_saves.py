"""A save of a run whose stems are made while it plays: from what is rendered, and the same."""

import json
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
import soundfile
from daemon import Daemon, hear, wait_for
from pulse import until
from session_rows import renderers

from ttmba_live.audio import RATE, Clip
from ttmba_live.engine import Entry, GlideSettings, StartVoice, StopVoices
from ttmba_live.geometry import Position
from ttmba_live.room import NO_ROOM
from ttmba_live.scene import Event, Scene
from ttmba_live.session import Head, Rerun, RunFolder, TimelineWriter, copy_run, finish_run
from ttmba_live.session._branch import branch

HOP = 256


class Recorded:
    """A run as a daemon writes it: a loop that moves, and bells that ring now and then."""

    def __init__(self, folder, room=NO_ROOM, ending="clips"):
        self.folder, self.frame, self._scene = folder, 0, Scene(room=room)
        self._lines = TimelineWriter(
            folder, Head(HOP, 16, GlideSettings(), "sketch", ending=ending)
        )
        self._files = RunFolder(folder, 1)
        self.start("loop", 0.5, loop=True)

    def start(self, name, seconds, *, loop=False):
        event = Event.checked(name, seconds, Position(0.0, 0.0, 2.0), id=name, loop=loop)
        noise = np.random.default_rng(len(name)).standard_normal(round(seconds * RATE))
        clip, file = Clip((0.05 * noise).astype(np.float32)), self._files.new_file(event)
        self._scene = self._scene.place(event)
        self._lines.event(self.frame, event, file, 1)
        self._files.keep(file, event, clip, 1)
        voice = StartVoice(1, name, clip.samples, None, file)
        self._lines.entries([Entry(self.frame, self._scene), Entry(self.frame, voice)])

    def go_on(self, hops):
        """Let time go by, and the loop move."""
        for _ in range(hops):
            self.frame += HOP
            sources = dict(self._scene.sources)
            where = Position(self.frame / 800.0 % 360.0 - 180.0, 0.0, 2.0)
            sources["loop"] = replace(sources["loop"], position=where)
            self._scene = replace(self._scene, sources=MappingProxyType(sources))
            self._lines.entries([Entry(self.frame, self._scene)])
        self._lines.flush(self.frame)
        assert self._lines.sync(60.0)
        assert self._files.sync(60.0)

    def stop(self, name):
        self._lines.entries([Entry(self.frame, StopVoices(name))])

    def close(self):
        self._files.close()
        self._lines.flush(self.frame, last=True)
        self._lines.close()


def sounds(folder):
    """Every stem and the mix, as they are in the files."""
    paths = [*sorted((folder / "stems").iterdir()), folder / "mix.wav"]
    return {path.name: soundfile.read(path, dtype="float32")[0] for path in paths}


def test_a_save_from_what_is_rendered_equals_one_from_the_beginning(tmp_path):
    (tmp_path / "run").mkdir()
    run = Recorded(tmp_path / "run")
    saves, shares = [], []

    def marks():
        run.go_on(60)
        run.start("bell", 0.1)  # over when the first save is made
        run.go_on(300)
        yield run.frame - 64 * HOP  # what is rendered is behind what was played
        for name, mark in (("one", run.frame - 64 * HOP), ("two", run.frame)):
            saves.append(saved(mark, name))
            yield run.frame
            run.start(f"bell{name}", 0.3)  # none of it may be in the save before
            run.go_on(20)
        assert branch(behind, saves[0], run.frame + HOP, print) is None

    def saved(mark, name):
        folder = copy_run(run.folder, tmp_path / name)
        other = branch(behind, folder, mark, shares.append)
        other.run()
        assert finish_run(other).lacks == []
        other.close()
        return folder

    behind = Rerun(run.folder)
    behind.run(marks())
    finish_run(behind)
    behind.close()
    run.close()
    assert shares[-1] == pytest.approx(1.0, abs=0.02)
    for folder in saves:
        again = Rerun(copy_run(folder, tmp_path / "again"))
        again.run()
        finish_run(again)
        expected, found = sounds(again.folder), sounds(folder)
        assert len(found) >= 3
        assert expected.keys() == found.keys()
        for name, samples in expected.items():
            assert np.array_equal(found[name], samples), (folder, name)
        scenes = [json.loads((one / "session.json").read_text()) for one in (folder, again.folder)]
        assert scenes[0]["events"] == scenes[1]["events"]
        again.close()
    # What was saved meanwhile has left nothing in the run itself.
    whole = Rerun(copy_run(run.folder, tmp_path / "whole"))
    whole.run()
    finish_run(whole)
    whole.close()
    for name, samples in sounds(whole.folder).items():
        assert np.array_equal(sounds(run.folder)[name], samples), name


@pytest.mark.slow
def test_a_killed_renderer_costs_no_save_and_is_told(tmp_path):
    folder = tmp_path / "run"
    with Daemon(tmp_path, "--session", str(folder)) as daemon, daemon.caller() as caller:

        def saved(name):
            _, (_, path) = wait_for(caller, lambda at, _: at == "/ttmba/session/saved", "save")
            assert path == str(folder / name)
            assert soundfile.info(folder / name / "mix.wav").frames > RATE // 4

        caller.send("/ttmba/event", "a", "rain", 0.5, 0.0, 0.0, 1.0, 0.0)
        caller.send("/ttmba/source/a/loop", 1)
        hear(caller, "/ttmba/event/state", "a", "playing")
        until(lambda: renderers(daemon), what="the process that follows the run")
        [behind] = renderers(daemon)
        caller.send("/ttmba/session/save", "first")
        saved("first")
        assert renderers(daemon) == [behind]  # nothing was rendered from the beginning
        behind.suspend()
        caller.send("/ttmba/session/save", "second")
        until((folder / "second").is_dir, what="the copy")
        behind.kill()
        until(lambda: renderers(daemon) not in ([], [behind]), what="a renderer of the save's own")
        [own] = [child for child in renderers(daemon) if child != behind]
        own.kill()
        saved("second")
        until(lambda: sum("another one goes on" in line for line in daemon.said) == 2, what="lines")
        assert daemon.terminate() == 0
    assert (folder / "mix.wav").is_file()
