"""Training and judging NFS-woNI; the daemon never imports this. Needs the extras to run."""

from ttmba_live.training._cli import (
    add_evaluate_arguments,
    add_train_arguments,
    run_evaluate,
    run_train,
)

__all__ = ["add_evaluate_arguments", "add_train_arguments", "run_evaluate", "run_train"]
