"""Sound from one clock to another: resampled by as little as keeps its delay the same."""

from ttmba_live.drift._bridge import Bridge

__all__ = ["Bridge"]
