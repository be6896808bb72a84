"""Where blocks go. Alternatives (`device`, `null`, `file`, `memory`) are chosen by `setup`."""

from ttmba_live.sinks._sink import AT_REST, Output, Pull, Sink

__all__ = ["AT_REST", "Output", "Pull", "Sink"]
