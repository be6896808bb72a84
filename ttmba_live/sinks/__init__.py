"""Where blocks go. Alternatives (`device`, `null`, `file`, `memory`) are chosen by `setup`."""

from ttmba_live.sinks._priority import CONTROL, go_first
from ttmba_live.sinks._sink import Output, Pull, Sink

__all__ = ["CONTROL", "Output", "Pull", "Sink", "go_first"]
