"""Ableton Link in Carabiner's words: bars, tempi, sessions that merge, a daemon that follows."""

import contextlib

import numpy as np
import pytest
from carabiner import Carabiner
from daemon import Daemon, hear

from ttmba_live.audio import RATE
from ttmba_live.clock import LinkReader, LinkStatus, ShowClock
from ttmba_live.errors import InvalidInput
from ttmba_live.live._link import link_address


def status(beat, *, tempo=120.0, playing=True):
    return LinkStatus(tempo, 0, beat, playing)


@pytest.mark.parametrize(
    "line",
    ["", "bad-bpm x", "status", "status { :bpm x :start 1 :beat 2 }",
     "status { :bpm 120.0 }",
     "status { :peers 1 :bpm 0.0 :start 1 :beat 2 }", "status { :bpm nan :start 1 :beat 2 }"],
)  # fmt: skip
def test_other_lines_say_nothing(line):
    assert LinkStatus.read(line) is None


def test_a_status_says_what_time_it_is():
    read = LinkStatus.read(
        "status { :peers 0 :bpm 120.000000 :start 73743731220 :beat 597.737570 :playing true }\n"
    )
    assert (read.playing, read.now) == (True, 73743731220 + 298_868_785)
    older = LinkStatus.read("status { :peers 0 :bpm 120.0 :start 1 :beat 2.0 }")
    assert older.playing is None


@pytest.mark.parametrize(
    ("seen", "seconds"), [(8.1, 0.05), (8.0, 0.0), (9.0, -1.5), (11.9, -0.05), (-0.5, -0.25)]
)
def test_a_start_is_meant_for_a_bar(seen, seconds):
    reader = LinkReader(120.0, 4)
    assert reader.take(status(seen - 1, playing=False), 0.0) is None
    said = reader.take(status(seen), 0.5)
    assert (said.how, said.seconds) == ("begins", pytest.approx(seconds))


def test_beats_become_seconds_of_the_scenes_tempo_and_a_place_is_kept_for_the_start():
    reader = LinkReader(100.0, 3)
    reader.locate(6.0, 0.0)
    assert reader.take(status(3.0, tempo=150.0), 0.0).seconds == pytest.approx(6.0)
    said = reader.take(status(8.0, tempo=150.0), 2.0)
    assert (said.how, said.seconds, said.speed) == ("runs", pytest.approx(9.0), 1.5)
    reader.locate(60.0, 2.2)
    said = reader.take(status(9.0, tempo=150.0), 2.4)
    assert said.seconds == pytest.approx(60.0 + 0.5 * 60 / 100)
    assert reader.take(status(9.5, playing=False), 2.6).how == "stops"


def test_a_session_that_takes_over_anothers_count_goes_on_in_step():
    reader = LinkReader(120.0, 4)
    reader.take(status(0.0), 0.0)
    said = reader.take(status(102.0), 0.49)  # beat 1 was due: a bar and a quarter are not ours
    assert said.seconds == pytest.approx(1.0)
    assert reader.take(status(103.0), 1.0).seconds == pytest.approx(1.5)


def test_a_lost_connection_is_no_stop():
    reader = LinkReader(120.0, 4)
    reader.take(status(0.0), 0.0)
    assert reader.take(status(9.0, playing=None), 4.0) is None
    said = reader.take(status(9.1), 4.05)
    assert (said.how, said.seconds) == ("runs", pytest.approx(4.55))


def test_an_hour_of_late_answers_stays_within_a_millisecond():
    clock, reader, random = ShowClock(0.5), LinkReader(120.0, 4), np.random.default_rng(1)
    fast, worst = 1.0 - 1e-4, 0.0
    reader.take(status(-1.0, playing=False), -0.5)
    for index in range(20 * 3600):
        now = index / 20
        came = now + random.uniform(0.0, 0.005)
        said = reader.take(status(round(2.0 * now * fast, 6)), came)
        act = clock.begin if said.how == "begins" else clock.report
        act(said.seconds, came * RATE, said.speed)
        if index > 400:
            worst = max(worst, abs(clock.at((now + 0.0025) * RATE) - now * fast))
    assert worst < 0.001
    assert clock.turn == 1


def test_what_is_no_address_is_one_line():
    assert link_address("127.0.0.1:17000") == ("127.0.0.1", 17000)
    for text in ("17000", "host", "host:", "host:0", ":17000", "host:70000"):
        with pytest.raises(InvalidInput, match=r'link is written "127\.0\.0\.1:17000"'):
            link_address(text)


def test_a_daemon_plays_with_a_session_through_a_lost_connection(tmp_path):
    with contextlib.ExitStack() as stack:
        link = Carabiner()
        stack.callback(link.close)
        config = f'[transport]\nlink = "127.0.0.1:{link.port}"\nquantum = 2\n'
        words = ("--renderer", "sphere", "--generator", "sketch")
        daemon = stack.enter_context(Daemon(tmp_path, *words, config=config))
        caller = stack.enter_context(daemon.caller())
        caller.send("/ttmba/subscribe")
        caller.send("/ttmba/transport/cue", "0.5 hum@1@0,0@1@0")
        hear(caller, "/ttmba/event/state", "hum", "ready")
        link.change(playing=True)
        hear(caller, "/ttmba/transport", "playing")
        hear(caller, "/ttmba/event/state", "hum", "playing")
        link.change(tempo=180.0)
        link.drop()
        _, left = hear(caller, "/ttmba/transport", "stopped")
        _, back = hear(caller, "/ttmba/transport", "playing")
        assert back > left > 0.5, "it goes on where the session is"
        link.change(playing=False)
        hear(caller, "/ttmba/transport", "stopped")
        caller.send("/ttmba/transport/play")
        hear(caller, "/ttmba/transport", "playing")
        caller.send("/ttmba/transport/stop")
        hear(caller, "/ttmba/transport", "stopped")
        assert daemon.terminate() == 0, daemon.said
    kinds = [line.split()[0] for line in link.asked]
    assert kinds.count("enable-start-stop-sync") == 2
    assert [kind for kind in kinds if "playing" in kind] == ["start-playing", "stop-playing"]
    assert any("looking for it again" in line for line in daemon.said)
