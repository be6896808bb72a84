"""The tables of an index, and what brings an older index to their present form. One format."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS folders (id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL);
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY, folder INTEGER NOT NULL, path TEXT NOT NULL, stamp TEXT NOT NULL,
    seconds REAL NOT NULL, licence TEXT NOT NULL, seen INTEGER NOT NULL,
    size INTEGER NOT NULL DEFAULT 0, UNIQUE (folder, path));
CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5 (
    words, tokenize = 'porter unicode61 remove_diacritics 2', detail = column);
CREATE TABLE IF NOT EXISTS meanings (id INTEGER PRIMARY KEY, model TEXT NOT NULL, vector BLOB);
PRAGMA user_version = 4;
"""

_FROM_1 = """
ALTER TABLE files ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
UPDATE files SET size = coalesce((SELECT length(words) - length(replace(words, ' ', '')) + 1
    FROM texts WHERE texts.rowid = files.id), 0);
CREATE TABLE IF NOT EXISTS meanings (id INTEGER PRIMARY KEY, model TEXT NOT NULL, vector BLOB);
"""
"""What an index of the first form lacks: how many words each file has, and what it means."""

REWORD = "reword "
"""Stands before the mark of a file whose words are to be read anew, though it has not changed."""

_REWORDED = (
    f"UPDATE files SET stamp = '{REWORD}' || stamp WHERE stamp NOT LIKE '{REWORD}%'; "  # noqa: S608
    "PRAGMA user_version = 4;"
)
"""In the second form some names were taken for names by the Universal Category System, and in the
third all were read as English.
"""

FORMS = (_SCHEMA, _FROM_1 + _REWORDED, _REWORDED, _REWORDED)
"""What brings an index of each form to the present one."""
