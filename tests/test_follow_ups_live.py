"""A daemon lets one sound stand where another did, undoes it, and knows snapshots by words."""

from daemon import hear


def place(caller, name):
    caller.send(f"/ttmba/source/{name}/aed")
    return tuple(round(part, 2) for part in hear(caller, f"/ttmba/source/{name}/aed"))


def test_a_daemon_puts_in_place_undoes_and_recalls(shared_daemon):
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/event", "hound", "dog barking", 60.0, 70.0, 10.0, 3.0, 0.0)
        hear(caller, "/ttmba/event/state", "hound", "playing")
        caller.send("/ttmba/cue", "replace the hound with a wolf")
        _, events, planner = hear(caller, "/ttmba/cue/planned")
        assert (events, planner) == (1, "follow-up")
        wolf = hear(caller, "/ttmba/event/placed")[0]
        hear(caller, "/ttmba/event/state", "hound", "done")
        assert place(caller, wolf) == place(caller, "hound") == (70.0, 10.0, 3.0)
        caller.send("/ttmba/cue", "undo")
        hear(caller, "/ttmba/event/state", "hound", "playing")
        caller.send("/ttmba/cue", "store this as Before")
        assert hear(caller, "/ttmba/snapshot/stored")[0] == "Before"
        caller.send("/ttmba/cue", "back to before")
        assert hear(caller, "/ttmba/snapshot/recalled")[0] == "Before"
        caller.send("/ttmba/cue", "delete snapshot before")
        assert hear(caller, "/ttmba/snapshot/deleted")[0] == "Before"
        caller.send("/ttmba/cue", "recall Never")
        assert "no snapshot is called 'Never'" in hear(caller, "/ttmba/error")[1]
        caller.send("/ttmba/cue", "stop the hound")
        hear(caller, "/ttmba/event/state", "hound", "done")


def test_what_a_solo_keeps_silent_is_told(shared_daemon):
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/event", "gong", "gong ringing", 60.0, 0.0, 0.0, 3.0, 0.0)
        hear(caller, "/ttmba/event/state", "gong", "playing")
        caller.send("/ttmba/cue", "solo the gong")
        hear(caller, "/ttmba/cue/planned")
        caller.send("/ttmba/cue", "a frog croaks on the left")
        assert "not heard while gong is solo" in hear(caller, "/ttmba/error")[1]
        caller.send("/ttmba/cue", "everything back on")
        hear(caller, "/ttmba/cue/planned")
        caller.send("/ttmba/source/gong/solo")
        assert not hear(caller, "/ttmba/source/gong/solo")[0]
        caller.send("/ttmba/cue", "stop")
        hear(caller, "/ttmba/event/state", "gong", "done")
