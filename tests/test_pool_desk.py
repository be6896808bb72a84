"""Orders among a cluster's makers: who gets which, and what becomes of those of a lost one."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest

import ttmba_live
from ttmba_live.cluster._crew import Device
from ttmba_live.cluster._desk import QUIET, SIGN, Desk
from ttmba_live.cluster._maker import About
from ttmba_live.errors import GenerationFailed
from ttmba_live.generate import BadOrder, ClipSpec, NothingFits
from ttmba_live.generate.pipe import Handed, Refused, Task


class Hired:
    def __init__(self) -> None:
        self.signs, self.calls, self.dismissed = [], [], False

    def about(self):
        self.signs.append(Future())
        return self.signs[-1]

    def make(self, orders):
        self.calls.append(([spec.seed for spec, _ in orders], Future()))
        return self.calls[-1][1]

    def dismiss(self):
        self.dismissed = True

    def ready(self, batch=1, version=ttmba_live.__version__, fault=""):
        self.signs[-1].set_result(About("host", version, batch, fault))

    def land(self, call=0):
        seeds, future = self.calls[call]
        future.set_result([Handed(str(seed), "m", "", b"") for seed in seeds])


class Room:
    """A desk, its crew and a clock, all in one thread."""

    def __init__(self, *devices, most=0):
        self.waits_for = ""
        self.there, self.hired, self.now, self.done = dict(devices), {}, 0.0, {}
        self.desk = Desk(
            self, self.answered, lambda do: do(), patience=60.0, most=most, clock=lambda: self.now
        )
        self.desk.look()

    def devices(self):
        return self.there

    def lack(self):
        return self.waits_for

    def hire(self, device):
        self.hired.setdefault(device, []).append(Hired())
        return self.hired[device][-1]

    def answered(self, task, found):
        assert task.number not in self.done, "answered twice"
        self.done[task.number] = found

    def put(self, number, due=0.0):
        spec = ClipSpec("", 1.0, number)
        self.desk.put(Task(number, spec, Path(), 0, due), (spec, None))

    def at(self, now):
        self.now = now
        self.desk.look()


A, B = Device("a", 0), Device("b", 0)


def test_orders_go_two_at_a_time_to_each_those_due_first():
    room = Room((A, "alpha"), (B, "beta"))
    assert (room.desk.slots, room.desk.words) == (0, "its workers are being started")
    a, b = room.hired[A][0], room.hired[B][0]
    a.ready()
    b.ready()
    assert (room.desk.slots, room.desk.words) == (4, "2 workers: alpha, beta")
    for number in range(7):
        room.put(number, due=-number)
    room.desk.hand_out()
    assert [seeds for seeds, _ in a.calls] == [[6], [4]]
    assert [seeds for seeds, _ in b.calls] == [[5], [3]]
    b.land()
    assert b.calls[2][0] == [2]
    assert room.done[5].note == "5, made on beta"
    room.desk.drop(1)
    a.land()
    assert a.calls[2][0] == [0]
    assert room.done[1].kind is BadOrder


def test_it_takes_no_more_devices_than_it_may_and_waits_for_those_that_others_have():
    room = Room((A, "alpha"), (B, "beta"), most=1)
    assert list(room.hired) == [A]
    room.waits_for = "waiting for a GPU: 0 of 2 free"
    del room.there[A]
    room.at(1.0)
    assert (list(room.hired), room.desk.words) == ([A], "waiting for a GPU: 0 of 2 free")
    assert not room.desk.starting, "clips are made elsewhere meanwhile"
    room.waits_for = ""
    room.at(2.0)
    assert list(room.hired) == [A, B]


def test_a_maker_that_makes_many_at_once_gets_many():
    room = Room((A, "alpha"), (B, "beta"))
    room.hired[A][0].ready(batch=8)
    room.hired[B][0].ready(batch=8)
    for number in range(10):
        room.put(number)
    room.desk.hand_out()
    shares = [room.hired[device][0].calls[0][0] for device in (A, B)]
    assert shares == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]


def test_what_a_silent_maker_had_goes_to_another_and_comes_once():
    room = Room((A, "alpha"), (B, "beta"))
    a, b = room.hired[A][0], room.hired[B][0]
    a.ready()
    room.put(1)
    room.desk.hand_out()
    b.ready()
    room.at(SIGN)
    b.ready()
    room.at(SIGN + QUIET + 1)
    assert room.desk.words == "1 worker: beta"
    assert b.calls[0][0] == [1]
    b.land()
    a.land()
    assert room.done[1].note == "1, made on beta"
    a.ready()
    assert room.desk.words == "2 workers: alpha, beta"
    room.at(SIGN + QUIET + 2)
    room.at(100.0)
    assert a.dismissed, "it gave no sign for too long"


def test_a_lost_node_gives_its_orders_back_and_is_asked_again_later():
    room = Room((A, "alpha"))
    room.hired[A][0].ready()
    room.put(1)
    room.put(2)
    room.desk.hand_out()
    del room.there[A]
    room.at(0.5)
    assert {found.kind for found in room.done.values()} == {NothingFits}
    assert (room.desk.slots, room.desk.words) == (0, "alpha is lost")
    room.there[A] = "alpha"
    room.at(1.0)
    assert len(room.hired[A]) == 1, "not so soon"
    room.at(5.0)
    room.hired[A][1].ready()
    assert room.desk.words == "1 worker: alpha"


def test_a_call_that_brings_nothing_twice_is_for_somebody_else():
    room = Room((A, "alpha"), (B, "beta"))
    a, b = room.hired[A][0], room.hired[B][0]
    a.ready()
    b.ready()
    room.put(1)
    room.desk.hand_out()
    a.calls[0][1].set_exception(MemoryError("none\nleft"))
    b.calls[0][1].set_exception(MemoryError("none\nleft"))
    assert room.done[1] == Refused("beta: MemoryError: none left", GenerationFailed)


@pytest.mark.parametrize(
    ("said", "why"),
    [({"fault": "there is no model"}, "no model"), ({"version": "0.0"}, "has ttmba_live 0.0")],
)
def test_a_node_that_cannot_make_clips_says_why(said, why):
    room = Room((A, "alpha"))
    room.hired[A][0].ready(**said)
    assert why in room.desk.words
    assert room.hired[A][0].dismissed
    assert not room.desk.starting
