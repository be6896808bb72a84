"""The manifest's lines of stems: each once, whichever process says them, and from wherever."""

from ttmba_live.live._stem_rows import StemRows


def test_each_line_is_passed_on_once_wherever_a_process_begins():
    passed = []
    rows = StemRows(passed.append)
    rows.begin(anew=True)
    for line in "ab":
        rows.row(line)
    rows.keep()
    rows.row("c")
    rows.begin(anew=False)  # another goes on from the mark
    for line in "cd":
        rows.row(line)
    rows.begin(anew=True)  # in a folder that was moved: from the beginning
    rows.row("a")
    rows.keep()
    rows.begin(anew=False)
    for line in "bcde":
        rows.row(line)
    assert "".join(passed) == "abcde"
