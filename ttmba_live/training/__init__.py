"""Training and judging NFS-woNI; the daemon never imports this. Needs the extras to run."""
