"""The verb around one's own sounds: library add, search, list, remove."""

from __future__ import annotations

import argparse
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ttmba_live.cli._common import Kind, add_kinds, say

if TYPE_CHECKING:
    from ttmba_live.generate.library import LibrarySetup, Store

_MOST_REFUSED = 100
"""Files of a folder that cannot be used, of which each has a line."""


def add_library(parser: ArgumentParser) -> None:
    """Add what ``library`` can do."""
    add_kinds(
        parser,
        Kind(
            "add", "index the sound files below folders, or what has changed there",
            "ttmba-live library add my_sounds", _add_folders, _add,
        ),
        Kind(
            "search", "print what fits these words: share of the words, likeness, seconds, file",
            'ttmba-live library search "church bell"', _add_words, _search,
        ),
        Kind(
            "list", "print the folders, and how many files are known of each",
            "ttmba-live library list", _add_config, _list,
        ),
        Kind(
            "remove", "forget a folder; its files stay where they are",
            "ttmba-live library remove my_sounds", _add_folder, _remove,
        ),
    )  # fmt: skip


def _add_config(parser: ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, metavar="FILE")


def _add_folders(parser: ArgumentParser) -> None:
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    _add_config(parser)


def _add_folder(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    _add_config(parser)


def _add_words(parser: ArgumentParser) -> None:
    parser.add_argument("words", nargs="+")
    parser.add_argument("--limit", type=int, default=20, metavar="N")
    _add_config(parser)


def _setup(arguments: argparse.Namespace) -> LibrarySetup:
    from ttmba_live.config import load
    from ttmba_live.setup.generators import library_setup

    return library_setup(load(arguments.config))


def _add(arguments: argparse.Namespace) -> None:
    from tqdm import tqdm

    setup = _setup(arguments)
    store = setup.store(create=True)
    for folder in arguments.folders:
        with tqdm(desc=folder.name, unit=" files", disable=None) as bar:

            def progress(looked: int, bar: Any = bar) -> None:
                bar.update(looked - bar.n)

            done = store.add(folder, progress)
        say(
            f"{folder}: {done.new} new, {done.known} known, {done.gone} gone, "
            f"{len(done.refused)} that cannot be used"
        )
        for path, why in done.refused[:_MOST_REFUSED]:
            say(f"  {path}: {why}")
        if len(done.refused) > _MOST_REFUSED:
            say(f"  and {len(done.refused) - _MOST_REFUSED} more")
    _understand(store, setup)
    store.close()


def _understand(store: Store, setup: LibrarySetup) -> None:
    """Let a model hear what is new, if there is one."""
    from tqdm import tqdm

    from ttmba_live.generate.library import understand

    model = setup.model()
    if model is None:
        say(
            "no CLAP weights: sounds are found by words alone, not by what they sound like "
            "(ttmba-live download clap)"
        )
        return
    with tqdm(desc="listening", unit=" files", disable=None) as bar:

        def progress(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        heard = understand(store, model, progress)
    say(f"{heard} sounds were listened to")


def _search(arguments: argparse.Namespace) -> None:
    setup = _setup(arguments)
    model = setup.model()
    for one in (found := setup.search(" ".join(arguments.words), arguments.limit, model)):
        like = f" {one.likeness:5.2f}" if model else ""
        print(f"{one.share:4.0%}{like} {one.entry.seconds:8.2f}  {one.entry.file}")
    if not found:
        say("nothing fits")


def _remove(arguments: argparse.Namespace) -> None:
    store = _setup(arguments).store()
    count = store.remove(arguments.folder)
    store.close()
    say(f"{count} files forgotten")


def _list(arguments: argparse.Namespace) -> None:
    store = _setup(arguments).store()
    folders = store.folders()
    if not folders:
        say("no library yet; `ttmba-live library add FOLDER` makes one")
    for folder, count in folders:
        print(f"{count:8d}  {folder}")
    store.close()
