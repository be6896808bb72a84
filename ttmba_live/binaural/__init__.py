"""Mono frames and places to two ears. Alternatives (`sphere`) are chosen by `app`."""

from ttmba_live.binaural._renderer import Floats, Renderer, Rows

__all__ = ["Floats", "Renderer", "Rows"]
