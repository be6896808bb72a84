"""Where blocks go. Alternatives (`device`, `null`, `file`, `memory`) are chosen by `setup`."""

from ttmba_live.sinks._sink import Output, Pull, Sink

__all__ = ["Output", "Pull", "Sink"]
