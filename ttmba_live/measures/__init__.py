"""Table 1 of the paper for any clips: Frechet distance, divergence, inception score, CLAP score.

Importing this loads no torch.
"""

from ttmba_live.measures._packages import PACKAGES
from ttmba_live.measures._verb import add_arguments, run
from ttmba_live.measures._weights import MEASURES, default_models

__all__ = ["MEASURES", "PACKAGES", "add_arguments", "default_models", "run"]
