"""Copies of a run into folders of their own, one after another and at once."""

import threading

from ttmba_live.session import copy_run


def test_a_copy_takes_the_next_free_name(tmp_path):
    run = tmp_path / "run"
    (run / "clips").mkdir(parents=True)
    (run / "timeline.jsonl").write_text("")
    (run / "manifest.tsv").write_text("")
    made = [copy_run(run, tmp_path / "night").name for _ in range(2)]
    assert made == ["night", "night_2"]
    assert copy_run(run, run / "mix.wav").name == "mix.wav_2"


def test_several_threads_copy_into_folders_of_their_own(tmp_path):
    run = tmp_path / "run"
    (run / "clips").mkdir(parents=True)
    (run / "timeline.jsonl").write_text("")
    (run / "manifest.tsv").write_text("")
    made = []
    threads = [
        threading.Thread(target=lambda: made.append(copy_run(run, tmp_path / "night")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8
