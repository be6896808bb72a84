"""A client of the daemon for scripts: cues, moves, waiting. Knows OSC and nothing of the daemon.

Five lines are a piece:

    from ttmba_live.client import Client

    with Client() as ttmba:
        [bell] = ttmba.cue("a bell far away on the left")
        bell.wait("playing")
        bell.move(-90, 0, 2)

What the daemon refuses is raised as `InvalidInput` with the daemon's own line, a clip that could
not be made as `GenerationFailed`, a daemon that does not answer as `Unavailable`.
"""

from ttmba_live.client._client import Client
from ttmba_live.client._sound import Sound, Until

__all__ = ["Client", "Sound", "Until"]
