"""A recording begins when it was asked for, however long the disk takes to make its file."""

import asyncio
import threading
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from ttmba_live.errors import Unavailable
from ttmba_live.live._recorder import Recorder
from ttmba_live.sinks import file


@pytest.fixture
def slow_disk(monkeypatch):
    """No file is made before this event is set."""
    free, create = threading.Event(), file._create

    def wait_and_create(path):
        free.wait(10.0)  # a failed test ends all the same
        return create(path)

    monkeypatch.setattr(file, "_create", wait_and_create)
    return free


def block(value):
    return np.full((256, 2), value, np.float32)


async def began(recorder, thread, name):
    start = asyncio.ensure_future(recorder.start(name))
    for _ in range(100):
        await asyncio.sleep(0)
    return start


def test_what_sounds_while_the_file_is_made_is_in_it(tmp_path, slow_disk):
    thread = SimpleNamespace(sinks=())
    recorder = Recorder(thread, lambda: tmp_path, pytest.fail)

    async def take():
        start = await began(recorder, thread, "take")
        thread.sinks[0].write(block(0.25))
        slow_disk.set()
        await start
        thread.sinks[0].write(block(0.5))
        return await recorder.stop()

    sound, _ = soundfile.read(asyncio.run(take()))
    assert np.array_equal(sound, np.concatenate([block(0.25), block(0.5)]))
    assert thread.sinks == ()


def test_a_take_that_cannot_be_made_leaves_nothing_behind(tmp_path, slow_disk):
    thread = SimpleNamespace(sinks=())
    (tmp_path / "file").touch()
    recorder = Recorder(thread, lambda: tmp_path / "file", pytest.fail)

    async def take():
        start = await began(recorder, thread, "take")
        slow_disk.set()
        with pytest.raises(Unavailable, match="cannot record"):
            await start
        assert thread.sinks == ()
        return await recorder.close()

    assert asyncio.run(take()) == []


def test_the_end_waits_for_a_file_that_is_still_made(tmp_path, slow_disk):
    thread, said = SimpleNamespace(sinks=()), []
    recorder = Recorder(thread, lambda: tmp_path, said.append)

    async def take():
        start = await began(recorder, thread, "take")
        thread.sinks[0].write(block(0.25))
        end = asyncio.ensure_future(recorder.close())
        await asyncio.sleep(0)
        slow_disk.set()
        await start
        return await end

    assert asyncio.run(take()) == []
    assert soundfile.info(tmp_path / "take.wav").frames == 256
    assert said == [f"recorded {tmp_path / 'take.wav'}"]
