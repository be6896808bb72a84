"""NFS-woNI, the paper's binaural network: whole signals, weights, poses. Importing loads torch."""

import torch

from ttmba_live.binaural.nfs._checkpoint import default_weights, load_checkpoint, save_checkpoint
from ttmba_live.binaural.nfs._network import NFS
from ttmba_live.binaural.nfs._pose import ear_delays, map_directions, read_map, to_pose
from ttmba_live.binaural.nfs._settings import Settings


def one_thread() -> None:
    """Keep torch to one thread: a second one waits for busy cores, and equal input may differ."""
    torch.set_num_threads(1)


__all__ = [
    "NFS",
    "Settings",
    "default_weights",
    "ear_delays",
    "load_checkpoint",
    "map_directions",
    "one_thread",
    "read_map",
    "save_checkpoint",
    "to_pose",
]
