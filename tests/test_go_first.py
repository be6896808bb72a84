"""Whoever may hold the interpreter goes before other programs, or the sound would wait for them."""

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from ttmba_live.live._device_thread import DeviceThread
from ttmba_live.live._threads import beside
from ttmba_live.priority import CONTROL, go_first
from ttmba_live.text._chat import Chat, LlmSettings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="where schedulers can be asked")


@pytest.fixture(autouse=True)
def _allowed():
    with ThreadPoolExecutor(1) as pool:
        if not pool.submit(go_first, CONTROL).result():
            pytest.skip("the system lets no thread of this user go first (rtprio)")


def priority():
    return os.sched_getparam(0).sched_priority


def test_what_the_control_thread_leaves_to_others():
    async def asked():
        device = DeviceThread("device")
        try:
            return await beside(priority), await device.run(priority)
        finally:
            device.end()

    assert asyncio.run(asked()) == (CONTROL, CONTROL)


def test_requests_to_a_language_model():
    async def asked():
        return priority()

    chat = Chat(LlmSettings())
    try:
        assert chat.run(asked()).result(60.0) == CONTROL
    finally:
        chat.close()
