"""NFS-woNI, the paper's binaural network: whole signals, weights, poses. Importing loads torch."""

from ttmba_live.binaural.nfs._checkpoint import default_weights, load_checkpoint, save_checkpoint
from ttmba_live.binaural.nfs._network import NFS
from ttmba_live.binaural.nfs._pose import ear_delays, to_pose
from ttmba_live.binaural.nfs._settings import Settings

__all__ = [
    "NFS",
    "Settings",
    "default_weights",
    "ear_delays",
    "load_checkpoint",
    "save_checkpoint",
    "to_pose",
]
