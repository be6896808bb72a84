"""Names in ten languages read as English: single words in cues, and names of files."""

import pytest

from ttmba_live.text import in_english
from ttmba_live.text.rules import Rules


@pytest.mark.parametrize(
    ("cue", "sound"),
    [
        ("campanas", "church bells"),
        ("hund", "dog barking"),
        ("Sturm", "storm"),
        ("tren", "train passing"),
    ],
)
def test_one_word_of_another_language_is_read_in_it(cue, sound):
    assert Rules().plan(cue).events[0].sound == sound


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("Waschmaschine schleudert", "washing machine schleudert"),
        ("kuhglocken_03", "cowbell"),
        ("vent fort", "wind"),
        ("campanas", "church bells"),
        ("passi sulla ghiaia", "footsteps gravel"),
        ("porta cigola", "door creaking"),
        ("wasserhahn tropft", "tap dripping"),
        ("дождь по крыше", "rain крыше"),
        ("寺の鐘", "church bell"),
        ("Strassenbahn Klingel 2", "tram bell"),
    ],
)
def test_names_are_put_into_english_word_for_word(name, english):
    assert in_english(name) == english


@pytest.mark.parametrize("name", ["", "03", "dog bark", "wind in trees", "zz_untitled", "\0", "🐕"])
def test_what_is_in_english_or_in_no_language_has_no_other_name(name):
    assert in_english(name) == ""
