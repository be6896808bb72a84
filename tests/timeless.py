"""An event loop whose time passes only where it is waited for, and then at once."""

import asyncio
import functools


class Timeless(asyncio.SelectorEventLoop):
    """Timers are due in their order; a second takes as long as its steps."""

    def __init__(self):
        super().__init__()
        self._passed = 0.0
        look = self._selector.select

        def select(timeout=None):
            self._passed += timeout or 0.0
            return look(0)

        self._selector.select = select

    def time(self):
        return self._passed


def timeless(test):
    """Let an asynchronous test run in such a loop."""

    @functools.wraps(test)
    def run(*args, **kwargs):
        with asyncio.Runner(loop_factory=Timeless) as runner:
            runner.run(test(*args, **kwargs))

    return run
