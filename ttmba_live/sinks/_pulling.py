"""What every output does with a pull: counts it, and lets no exception through. Knows no clock."""

from __future__ import annotations

from ttmba_live.audio import Samples
from ttmba_live.sinks._sink import Pull


class Pulling:
    """The counting half of an `ttmba_live.sinks.Output`.

    ``calls`` counts pulls, ``failures`` those that raised: they gave silence, and ``failure`` is
    the last one's reason. ``underflows`` is for the output to count.
    Only the output's own thread counts; any thread may read.
    """

    def __init__(self) -> None:
        self.calls = 0
        self.failures = self.underflows = 0
        self.failure = ""

    def _pulled(self, pull: Pull, out: Samples) -> int:
        """Fill ``out``, and return what ``pull`` does.

        An exception that left a device's callback would end its stream.
        """
        self.calls += 1
        try:
            return pull(out)
        except Exception as error:
            out.fill(0.0)
            self.failure = repr(error)
            self.failures += 1
            return 0
