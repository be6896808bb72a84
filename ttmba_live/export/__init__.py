"""A scene or a session for other renderers: ADM, Ambisonics, loudspeakers."""

from ttmba_live.export._forms import export_adm, export_ambisonics, export_loudspeakers
from ttmba_live.export._piece import Piece, open_piece, scene_piece

__all__ = [
    "Piece",
    "export_adm",
    "export_ambisonics",
    "export_loudspeakers",
    "open_piece",
    "scene_piece",
]
