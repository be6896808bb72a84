"""What a prompt says of the file, "8D audio of", "high quality", is no sound and no part of one."""

from __future__ import annotations

import pytest

from ttmba_live.text.rules import Rules

RULES = Rules()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("8D audio of a bee flying around my head", ["bee buzzing"]),
        ("binaural recording of rain on a tent, high quality", ["rain on tent"]),
        ("3D sound: footsteps circling the listener", ["footsteps walking"]),
        ("a high-quality stereo recording of a crackling fire, 2 m in front", ["crackling fire"]),
        ("immersive 360 soundscape of a busy market", ["busy market"]),
        ("spatial audio, thunder behind and rain all around", ["thunder rolling", "rain falling"]),
        ("lo-fi vinyl crackle in mono, centre", ["lo-fi vinyl crackle"]),
        ("a train passing by from right to left, doppler effect", ["train passing"]),
        ("make it sound like a bee is in my right ear", ["bee buzzing"]),
        ("8D music, piano circling my head", ["piano playing"]),
        ("a strange noise on the left", ["strange noise"]),
        ("a short sound behind me", ["short sound"]),
        ("Sonido binaural de lluvia, alta calidad", ["rain falling"]),
        ("Enregistrement binaural d'une forêt", ["forest"]),
        ("Binaurale Aufnahme von Regen auf einem Dach", ["rain falling"]),
        ("Registrazione binaurale di un temporale, alta qualità", ["thunderstorm"]),
        ("Gravação binaural de chuva", ["rain falling"]),
        ("Geluidseffect van een deur die links dichtslaat", ["door slamming"]),
        ("Бинауральная запись дождя", ["rain falling"]),
        ("双耳录音：雨声在头顶", ["rain falling"]),
        ("高品質な雨の音を左から", ["rain falling"]),
    ],
)
def test_what_is_said_of_the_file_is_no_sound(text, wanted):
    assert [event.sound for event in RULES.plan(text).events] == wanted


def test_a_time_at_the_end_of_a_sentence_is_of_all_in_it():
    text = "a stream babbles in front of me, a fiddle plays on the left and a drum, for one minute"
    assert [event.duration for event in RULES.plan(text).events] == [60.0, 60.0, 60.0]
    text = "a bell on the left, a gong on the right, 10 s"
    assert [event.duration for event in RULES.plan(text).events] == [5.0, 10.0]


def test_a_title_is_no_sound():
    plan = RULES.plan("Haunted house. An organ plays behind me, wind howls all around.")
    assert [event.sound for event in plan.events] == ["organ playing", "wind howling"]
    assert "about the scene, not a sound: 'haunted house'" in plan.notes
    plan = RULES.plan("Zorgon wumpus. A dog barks")
    assert [event.sound for event in plan.events] == ["zorgon wumpus", "dog barking"]
    plan = RULES.plan("Kaboom. A dog barks")
    assert [event.sound for event in plan.events] == ["kaboom exploding", "dog barking"]
