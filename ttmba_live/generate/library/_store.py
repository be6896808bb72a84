"""The index of one's own sounds, one table: SQLite with full-text search (FTS5). Reads no sound.

Nothing is copied and no file outside the index is written. Every batch of files is a transaction,
so a process that is killed while it adds loses the last batch and goes on from there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate.library._schema import FORMS, REWORD
from ttmba_live.generate.library._tags import Tags, read_tags
from ttmba_live.generate.library._ucs import described
from ttmba_live.generate.library._walk import batches, sound_files
from ttmba_live.generate.library._words import parted, words_of

_MOST_RANKED = 20_000
"""Files with the same words that are compared: more are a word that says nothing."""

English = Callable[[str], str]
"""What a name says in English; empty if it is in English already."""


def as_it_is(name: str) -> str:
    """Read no name as another language's."""
    del name
    return ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the index: its folder, its path in it, seconds, licence, words.

    ``size`` is the number of the file's own words, without those that are their English.
    """

    id: int
    folder: Path
    path: str
    seconds: float
    licence: str
    words: str
    size: int

    @property
    def file(self) -> Path:
        """Where it lies."""
        return self.folder / self.path


@dataclass(slots=True)
class Added:
    """What became of a folder's files."""

    new: int = 0
    known: int = 0
    gone: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Files that cannot be used, by their paths in the folder, and why."""


class Store:
    """One index file. Belongs to the thread that made it; processes may share the file."""

    def __init__(self, path: Path, *, create: bool = False, english: English = as_it_is) -> None:
        """Open it, or make it; raises `Unavailable`. ``english`` reads the names that are added."""
        self.path, self._english = Path(path), english
        if not create and not self.path.is_file():
            raise Unavailable("no library yet; ttmba-live library add FOLDER makes one")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.path, timeout=30.0)
            self._db.execute("PRAGMA journal_mode = WAL")
            (form,) = self._one("PRAGMA user_version")
            if form < len(FORMS):
                self._db.executescript(FORMS[form])
        except (OSError, sqlite3.Error) as error:
            raise Unavailable(f"the library {path} cannot be used: {error}") from error

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    @property
    def size(self) -> int:
        """How many files it knows."""
        return int(self._db.execute("SELECT count(*) FROM files").fetchone()[0])

    def folders(self) -> list[tuple[Path, int]]:
        """The folders that were added, with the number of files in each."""
        rows = self._db.execute(
            "SELECT f.path, count(files.id) FROM folders f LEFT JOIN files ON files.folder = f.id "
            "GROUP BY f.id ORDER BY f.path"
        )
        return [(Path(path), int(count)) for path, count in rows]

    def add(self, folder: Path, progress: Callable[[int], None] | None = None) -> Added:
        """Index the sound files below a folder; those that have not changed are passed over.

        ``progress`` hears how many files were looked at. Raises `Unavailable` if the folder cannot
        be read: what is known of it stays, since drives come back.
        """
        folder = Path(folder).expanduser().resolve()
        if not folder.is_dir():
            raise Unavailable(f"{folder} is no folder that can be read")
        done = Added()
        try:
            with self._db:
                self._db.execute("INSERT OR IGNORE INTO folders (path) VALUES (?)", (str(folder),))
            (number,) = self._one("SELECT id FROM folders WHERE path = ?", str(folder))
            round_ = (
                1
                + self._one("SELECT coalesce(max(seen), 0) FROM files WHERE folder = ?", number)[0]
            )
            looked = 0
            for batch in batches(sound_files(folder)):
                with self._db:
                    for path, stamp in batch:
                        self._take(number, folder, path, stamp, round_, done)
                looked += len(batch)
                if progress:
                    progress(looked)
            done.gone = self._forget("folder = ? AND seen < ?", number, round_)
        except sqlite3.Error as error:
            raise Unavailable(f"the library {self.path} cannot be written: {error}") from error
        return done

    def remove(self, folder: Path) -> int:
        """Forget a folder and its files, which stay where they are; returns how many they were."""
        path = str(Path(folder).expanduser().resolve())
        row = self._db.execute("SELECT id FROM folders WHERE path = ?", (path,)).fetchone()
        if row is None:
            raise InvalidInput(f"{path} was not added to the library")
        count = self._forget("folder = ?", row[0])
        with self._db:
            self._db.execute("DELETE FROM folders WHERE id = ?", row)
        return count

    def matches(self, query: str, limit: int) -> list[Entry]:
        """Files for an FTS5 query: those that say least else come first.

        FTS5's own rank would look at every file's words: 10 times as long.
        """
        found = self._db.execute(
            "SELECT f.id FROM (SELECT rowid FROM texts WHERE texts MATCH ? LIMIT ?) r "
            "JOIN files f ON f.id = r.rowid ORDER BY f.size, f.id LIMIT ?",
            (query, _MOST_RANKED, limit),
        )
        return self.entries([number for (number,) in found])

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        """Files by their ids, in that order; one that is not there any more is left out."""
        rows = self._db.execute(
            "SELECT f.id, d.path, f.path, f.seconds, f.licence, t.words, f.size FROM files f "  # noqa: S608 - question marks only
            "JOIN folders d ON d.id = f.folder JOIN texts t ON t.rowid = f.id "
            f"WHERE f.id IN ({','.join('?' * len(numbers))})",
            numbers,
        )
        found = {row[0]: Entry(row[0], Path(row[1]), *row[2:]) for row in rows}
        return [found[number] for number in numbers if number in found]

    def known(self, query: str) -> bool:
        """Whether any file matches a query."""
        return bool(
            self._db.execute("SELECT 1 FROM texts WHERE texts MATCH ? LIMIT 1", (query,)).fetchone()
        )

    @property
    def version(self) -> tuple[int, int]:
        """Another one after every change, whoever made it."""
        (others,), ours = self._one("PRAGMA data_version"), self._db.total_changes
        return others, ours

    def without_meaning(self, model: str) -> list[int]:
        """The files of which a model has not said what they mean."""
        rows = self._db.execute(
            "SELECT id FROM files WHERE id NOT IN (SELECT id FROM meanings WHERE model = ?) "
            "ORDER BY id",
            (model,),
        )
        return [number for (number,) in rows]

    def keep_meanings(self, model: str, rows: Sequence[tuple[int, bytes]]) -> None:
        """Note what a model says some files mean; raises `Unavailable`."""
        try:
            with self._db:
                self._db.executemany(
                    "INSERT OR REPLACE INTO meanings (id, model, vector) VALUES (?, ?, ?)",
                    [(number, model, vector) for number, vector in rows],
                )
        except sqlite3.Error as error:
            raise Unavailable(f"the library {self.path} cannot be written: {error}") from error

    def meanings(self, model: str) -> list[tuple[int, bytes]]:
        """All that a model has said, by the files' ids."""
        query = "SELECT id, vector FROM meanings WHERE model = ? ORDER BY id"
        return self._db.execute(query, (model,)).fetchall()

    def _take(
        self, number: int, folder: Path, path: Path, stamp: str, round_: int, done: Added
    ) -> None:
        name = path.relative_to(folder).as_posix()
        row = self._db.execute(
            "SELECT id, stamp FROM files WHERE folder = ? AND path = ?", (number, name)
        ).fetchone()
        if row and row[1] == stamp:
            done.known += 1
            self._db.execute("UPDATE files SET seen = ? WHERE id = ?", (round_, row[0]))
            return
        try:
            tags = read_tags(path)
        except InvalidInput as error:
            done.refused.append((name, str(error)))
            return
        reworded = bool(row) and row[1] == REWORD + stamp
        if row and not reworded:
            self._db.execute("DELETE FROM meanings WHERE id = ?", (row[0],))
        words, english = self._words(path.relative_to(folder), tags)
        at = self._db.execute(
            "INSERT OR REPLACE INTO files (id, folder, path, stamp, seconds, licence, seen, size) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (row[0] if row else None, number, name, stamp, tags.seconds, tags.licence, round_,
             len(words)),
        ).lastrowid  # fmt: skip
        texts = "INSERT OR REPLACE INTO texts (rowid, words) VALUES (?, ?)"
        self._db.execute(texts, (at, " ".join([*words, *english])))
        if reworded:
            done.known += 1
        else:
            done.new += 1

    def _words(self, path: Path, tags: Tags) -> tuple[list[str], list[str]]:
        """The words of a file's name, its folders and its tags, and more that they are in English.

        Each text is read by itself: folders and names may be in different languages.
        """
        texts = [*path.parent.parts, described(path.stem), tags.words]
        words = dict.fromkeys(words_of(" ".join(texts)))
        english = words_of(" ".join(self._english(parted(text).strip()) for text in texts if text))
        return list(words), [word for word in dict.fromkeys(english) if word not in words]

    def _forget(self, where: str, *values: int) -> int:
        with self._db:
            for table, key in (("texts", "rowid"), ("meanings", "id")):
                gone = f"DELETE FROM {table} WHERE {key} IN (SELECT id FROM files WHERE {where})"  # noqa: S608
                self._db.execute(gone, values)
            return self._db.execute(f"DELETE FROM files WHERE {where}", values).rowcount  # noqa: S608

    def _one(self, query: str, *values: object) -> tuple[int, ...]:
        row: tuple[int, ...] = self._db.execute(query, values).fetchone()
        return row
