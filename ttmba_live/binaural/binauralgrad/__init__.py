"""BinauralGrad, a rival of the paper's network: whole clips through two diffusion models."""

from ttmba_live.binaural.binauralgrad._checkpoint import Stages, load_binauralgrad
from ttmba_live.binaural.binauralgrad._network import Denoiser, Sizes, step_table
from ttmba_live.binaural.binauralgrad._rendering import (
    ROW,
    BinauralGrad,
    predictor,
    run_stage,
    sixteen_bits,
    warped,
)
from ttmba_live.binaural.binauralgrad._sampling import KEPT, LEARNT, sample, step_numbers

__all__ = [
    "KEPT",
    "LEARNT",
    "ROW",
    "BinauralGrad",
    "Denoiser",
    "Sizes",
    "Stages",
    "load_binauralgrad",
    "predictor",
    "run_stage",
    "sample",
    "sixteen_bits",
    "step_numbers",
    "step_table",
    "warped",
]
