"""A pool behind the daemon: who makes a clip, and what becomes of it when makers are lost."""

from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from daemon import PATIENCE, Daemon, hear, wait_for
from ports import free_port
from test_worker import make_fake, order, until

import ttmba_live
from ttmba_live.audio import Clip
from ttmba_live.cluster import PoolSetup
from ttmba_live.cluster._maker import Maker
from ttmba_live.generate import BadOrder, ClipSpec, NothingFits
from ttmba_live.generate.in_turn import InTurn
from ttmba_live.generate.pipe import Handed, Refused, hand_over
from ttmba_live.generate.starts import keep_start
from ttmba_live.generate.worker import Worker
from ttmba_live.setup import GeneratorSettings, Settings
from ttmba_live.setup.doctor import examine
from ttmba_live.text.llm import LlmSettings

AHEAD = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}


class Peer:
    """Speaks as a cluster's child does: open once its file is there, and at the word of prompts.

    ``leave`` ends it with that order in hand, ``keep`` is answered with the number of those kept
    when ``all`` comes, ``pass`` is nobody's to make; it makes twos of the rest.
    """

    def __init__(self, there: Path) -> None:
        self.there = there

    def serve(self, connection):
        connection.send(("open", 0, "nobody yet"))
        until(self.there.exists)
        connection.send(("open", 4, "1 worker: afar"))
        kept = []
        while True:
            message = connection.recv()
            if isinstance(message, int):
                kept = [task for task in kept if task.number != message]
                connection.send(("done", message, Refused("not wanted", BadOrder)))
                continue
            for task in message:
                match task.spec.prompt:
                    case "leave":
                        self.there.unlink()
                        connection.send(("gone", "lost its cluster"))
                        return
                    case "keep":
                        kept.append(task)
                    case "pass":
                        connection.send(("done", task.number, Refused("no model", NothingFits)))
                    case "bad":
                        connection.send(("done", task.number, Refused("no sense", BadOrder)))
                    case "all":
                        for one in [*kept, task]:
                            samples = np.full(2, len(kept), np.float32)
                            found = hand_over(one.path, samples.data, Handed("", "afar", ""))
                            connection.send(("done", one.number, found))
                        kept = []
                    case _:
                        samples = np.full(2, 2.0, np.float32)
                        found = hand_over(task.path, samples.data, Handed("", "afar", ""))
                        connection.send(("done", task.number, found))


@pytest.fixture
def pooled(tmp_path):
    """A scripted pool before a worker here; the file that opens it."""
    there = tmp_path / "there"
    pool = Worker(Peer(there), tmp_path / "pool", waits=False)
    here = Worker(make_fake, tmp_path / "here")
    makers = InTurn([("cluster", pool), ("here", here)])
    yield makers, pool, there
    makers.close()
    assert not list((tmp_path / "pool").iterdir())


def test_clips_come_from_the_pool_while_it_is_there_and_from_here_while_not(pooled):
    makers, pool, there = pooled
    made = makers.submit(order(seed=7)).result(PATIENCE)
    assert (made.clip.samples[0], made.maker) == (7.0, "")
    assert "cluster" not in made.note
    there.touch()
    until(lambda: pool.state.name == "ready")
    assert pool.state.why == "1 worker: afar"
    held = [makers.submit(order("keep")) for _ in range(3)]
    last = makers.submit(order("all"))
    assert {f.result(PATIENCE).clip.samples[0] for f in [*held, last]} == {3.0}
    assert makers.submit(order("pass", 5)).result(PATIENCE).note.startswith("clip")
    with pytest.raises(BadOrder, match="no sense"):
        makers.submit(order("bad")).result(PATIENCE)
    lost = [makers.submit(order("keep", 8)), makers.submit(order("leave", 9))]
    for seed, future in zip((8, 9), lost, strict=True):
        made = future.result(PATIENCE)
        assert made.clip.samples[0] == seed
        assert "cluster: the generator process lost its cluster" in made.note
    assert makers.submit(order(seed=4)).result(PATIENCE).clip.samples[0] == 4.0
    there.touch()
    until(lambda: pool.state.name == "ready")
    assert makers.submit(order()).result(PATIENCE).maker == "afar"


def test_a_clip_that_nobody_waits_for_is_given_up_wherever_it_is(pooled):
    makers, pool, there = pooled
    there.touch()
    until(lambda: pool.state.name == "ready")
    first = makers.submit(order("keep"), key="dog")
    until(first.running)
    makers.submit(order("keep"), key="dog").cancel()
    assert first.cancelled()
    assert makers.submit(order("all"), key="dog").result(PATIENCE).clip.samples[0] <= 2.0


def test_a_maker_on_a_node_makes_what_is_made_here_and_begins_from_clips_it_is_sent(tmp_path):
    maker = Maker("sketch", Settings())
    assert maker.about()[1:] == (ttmba_live.__version__, 1, "")
    spec = ClipSpec("rain", 0.5, 3)
    (handed,) = maker.make([(spec, None)])
    assert handed.maker == "sketch"
    sound = np.frombuffer(handed.samples, np.float32)
    start = replace(keep_start(Clip(sound), tmp_path, 0.2), lineage=((3, 1.0),))
    content = start.path.read_bytes()
    start.path.unlink()
    (other,) = maker.make([(ClipSpec("rain", 0.5, 4, start=start), content)])
    assert isinstance(other, Handed)
    assert np.frombuffer(other.samples, np.float32).shape == sound.shape
    none = Maker("auto", Settings(generator=GeneratorSettings(order=("sketch",))))
    assert none.about().fault == "there is no model"


def test_nodes_hear_of_models_and_of_nothing_else():
    own = LlmSettings(base_url="http://127.0.0.1:1/v1")
    settings = Settings(generator=GeneratorSettings(commercial=True), llm=own)
    told = PoolSetup("auto", "auto", settings).of_models()
    assert told.generator.commercial
    assert told.llm == Settings().llm


def test_without_a_cluster_there_is_one_line_and_clips_come_from_here(tmp_path):
    address = f"127.0.0.1:{free_port(socket.SOCK_STREAM)}"
    config = f'[choose]\ngenerator = "sketch"\n[generator]\ncluster = "{address}"\n'
    with Daemon(tmp_path, config=config) as daemon, daemon.caller() as caller:
        until(lambda: any(f"no Ray cluster at {address}" in line for line in daemon.said))
        caller.send("/ttmba/subscribe")
        _, (*_, note) = wait_for(
            caller, lambda a, got: a == "/ttmba/generator" and got[1] == "ready", "generator"
        )
        assert f"cluster: no Ray cluster at {address}" in note
        caller.send("/ttmba/cue", "rain@1@0,0@1@0")
        hear(caller, "/ttmba/event/state", "rain", "playing")
    lines = [line for line in daemon.said if "cluster" in line]
    assert len(lines) == 1, lines
    settings = Settings(generator=GeneratorSettings(cluster=address))
    found = next(one for one in examine(settings) if one.what == "cluster")
    assert found.state == "not here"
    assert address in found.found


class Nodes:
    """A cluster of two nodes in a process of its own."""

    def __init__(self, port):
        program = [sys.executable, str(Path(__file__).with_name("pool_nodes.py")), str(port)]
        self.process = subprocess.Popen(
            program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout.readline() == "up\n"

    def say(self, word):
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.communicate(timeout=PATIENCE)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_cluster_that_loses_a_node_ends_and_comes_back_is_used_whenever_it_is_there(tmp_path):
    pytest.importorskip("ray", reason='pip install "ttmba_live[cluster]"')
    port = free_port(socket.SOCK_STREAM)
    config = f'[choose]\ngenerator = "sketch"\n[generator]\ncluster = "127.0.0.1:{port}"\n'

    def cue(caller, *, pooled):
        caller.send("/ttmba/cue", "rain@1@0,0@1@0")
        _, (_, _, note) = wait_for(
            caller, lambda a, got: a == "/ttmba/event/state" and got[1] == "ready", "clip"
        )
        assert ("made on" in note) == pooled, note

    def told(caller, word):
        wait_for(caller, lambda a, got: a == "/ttmba/generator" and word in got[3], word)

    with Daemon(tmp_path, config=config, env=AHEAD) as daemon, daemon.caller() as caller:
        caller.send("/ttmba/subscribe")
        with Nodes(port) as nodes:
            told(caller, "2 workers")
            cue(caller, pooled=True)
            assert nodes.say("lose") == "lost\n"
            told(caller, "1 worker:")
            cue(caller, pooled=True)
        told(caller, "no Ray cluster")
        cue(caller, pooled=False)
        with Nodes(port):
            told(caller, "1 worker:")
            cue(caller, pooled=True)
