"""The paper's judgements of any clips: Table 1's figures, and what people say who hear them.

Importing this loads no torch.
"""

from ttmba_live.measures._listen_verb import add_listen, add_ratings, run_listen, run_ratings
from ttmba_live.measures._packages import PACKAGES
from ttmba_live.measures._verb import add_arguments, run
from ttmba_live.measures._weights import MEASURES, default_models

__all__ = [
    "MEASURES",
    "PACKAGES",
    "add_arguments",
    "add_listen",
    "add_ratings",
    "default_models",
    "run",
    "run_listen",
    "run_ratings",
]
