"""What every generator with weights shares: folder, loading, passes, download. Knows no model.

Importing this loads no torch.
"""

from ttmba_live.generate.model._accelerator import accelerator, find_accelerator
from ttmba_live.generate.model._setup import LoraSetup, ModelSetup, models_folder

__all__ = ["LoraSetup", "ModelSetup", "accelerator", "find_accelerator", "models_folder"]
