"""The command line as tests ask it: in a process of its own, or in this one."""

import contextlib
import io
import os
import subprocess
import sys
import tempfile

from ttmba_live.cli import main


def run(*words, **options):
    """A process of its own: for signals, surroundings, and what must not depend on this one.

    Its folder for temporary files is its own, too: what other tests' killed daemons left in theirs
    is not for it to remove, and to tell.
    """
    with tempfile.TemporaryDirectory() as folder:
        own = {"TMPDIR": folder, "TEMP": folder, "TMP": folder}
        env = {**options.pop("env", os.environ), **own}
        return subprocess.run(
            [sys.executable, "-m", "ttmba_live", *words],
            capture_output=True, text=True, encoding="utf-8", timeout=300, check=False, env=env,
            **options,
        )  # fmt: skip


def called(*words, cwd="."):
    """What a command prints and how it ends, without the seconds that a new process imports."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        contextlib.chdir(cwd),
    ):
        try:
            main(words)
        except SystemExit as end:
            status = end.code
    return subprocess.CompletedProcess(words, status, out.getvalue(), err.getvalue())


def one_line(result):
    """The line that a command was refused with; fails if there is more."""
    assert result.returncode == 2, result
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    assert "Traceback" not in lines[0]
    return lines[0]
