"""Where a thing is when it goes on, and sayings of Chinese and Japanese that have no spaces."""

import pytest
from ruled import events


def test_what_goes_on_is_where_the_still_thing_was() -> None:
    """ "To the right" of what does not move is where it stands, and so is what it does next."""
    pops, beeps = events("Popcorn pops in a microwave to the right, then it beeps three times.")
    assert pops.position.azimuth == beeps.position.azimuth == -90.0


def test_where_it_arrives() -> None:
    """What a thing does "where" its way ended comes after that way, and is there."""
    rolls, crashes = events("A skateboard rolls from left to right, where it crashes into a bin.")
    assert crashes.start >= rolls.start + rolls.duration
    assert crashes.position.azimuth < 0.0


def test_until_somebody_does_something() -> None:
    ball, laugh = events("A ball bounces between left and right, until someone laughs.")
    assert laugh.start > ball.start
    assert len(events("A radio plays until someone switches it off.")) == 1


def test_by_an_ear() -> None:
    """By an ear is where something is, unless it flies."""
    (whisper,) = events("Someone whispers by my left ear.")
    assert whisper.trajectory is None
    assert whisper.position.azimuth == 90.0
    (bee,) = events("A bee flies by my left ear.")
    assert bee.trajectory is not None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("一阵风从右耳吹到左耳", (-180.0, -1.0), None),
        ("海鸥在左上方叫着飞向右边", (1.0, 180.0), (-180.0, -1.0)),
        ("火车从左后方驶来", (95.0, 175.0), None),
        ("蚊が右耳から左耳へ飛ぶ", (-180.0, -1.0), (1.0, 180.0)),
        (
            "救急車のサイレンが左後ろから近づき、右前へ遠ざかって消える",
            (95.0, 175.0),
            (-89.0, -1.0),
        ),
    ],
)
def test_ways_without_spaces(
    text: str, first: tuple[float, float], last: tuple[float, float] | None
) -> None:
    (event,) = events(text)
    assert event.trajectory is not None
    path = event.trajectory.positions
    assert first[0] <= path[0].azimuth <= first[1]
    if last:
        assert last[0] <= path[-1].azimuth <= last[1]


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("女性が右で歌を歌い、子供が後ろでボールをつく", ["woman song", "child ball"]),
        ("三只狗：左边一只，右边一只，后面一只，依次叫", ["dog", "dog", "dog"]),
        ("猫 左、犬 右、どっちも2メートル、5秒", ["cat", "dog"]),
    ],
)
def test_no_sound_of_what_is_left_over(text: str, sounds: list[str]) -> None:
    """Particles, counters and objects are no sounds of their own."""
    found = events(text)
    assert len(found) == len(sounds)
    assert all(e.sound.startswith(s) for e, s in zip(found, sounds, strict=True))


@pytest.mark.parametrize(
    "words", ["from left to right over my head", "over my head from left to right"]
)
def test_over_a_head(words: str) -> None:
    """A way over the head goes over it, wherever that is said."""
    (bird,) = events(f"A bird flies {words}.")
    assert bird.trajectory is not None
    path = bird.trajectory.positions
    assert path[0].azimuth > 45.0
    assert path[-1].azimuth < -45.0
    assert max(place.elevation for place in path) > 80.0


@pytest.mark.parametrize(
    "text",
    [
        "A whisper wanders from one ear to the other.",
        "Ein Flüstern wandert von einem Ohr zum anderen.",
        "Un murmure passe d'une oreille à l'autre.",
        "комар летит от одного уха к другому",
    ],
)
def test_from_ear_to_ear(text: str) -> None:
    """What goes from ear to ear is at the ears and stays near the head."""
    (sound,) = events(text)
    assert sound.trajectory is not None
    path = sound.trajectory.positions
    assert abs(path[0].azimuth) == abs(path[-1].azimuth) == 90.0
    assert max(place.distance for place in path) <= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Wooden sandals approach from behind, pass on my left and recede to the front.",
        "Sandalen kommen von hinten näher, gehen links an mir vorbei, entfernen sich nach vorne.",
        "下駄の足音が後ろから近づいてきて、私の左側を通り過ぎ、前のほうへ遠ざかっていく。",
    ],
)
def test_comes_passes_and_goes(text: str) -> None:
    (steps,) = events(text)
    assert steps.trajectory is not None
    path = steps.trajectory.positions
    nearest = min(path, key=lambda place: place.distance)
    assert path[0].distance > 2.0 * nearest.distance < path[-1].distance
    assert abs(path[0].azimuth) > 150.0
    assert nearest.azimuth > 30.0
    assert abs(path[-1].azimuth) < 30.0


def test_small_sayings() -> None:
    (crash,) = events("crash @ 2 o'clock")
    assert (crash.position.azimuth, crash.start) == (-60.0, 0.0)
    (carriage,) = events("A horse-drawn carriage passes from right to left over cobblestones.")
    assert carriage.trajectory is not None
    (ghost,) = events("ghost giggle at back of my neck")
    assert ghost.position.distance <= 0.5
    frog, other = events("A frog croaks on the left. It is answered by another one on the right.")
    assert other.start > frog.start


def test_each_end_has_its_distance() -> None:
    (car,) = events("A car goes from 5 m left to 3 m right.")
    assert car.trajectory is not None
    first, last = car.trajectory.positions[0], car.trajectory.positions[-1]
    assert (first.azimuth, round(first.distance, 3)) == (90.0, 5.0)
    assert (last.azimuth, round(last.distance, 3)) == (-90.0, 3.0)


def test_the_same_name_at_sides_by_turns() -> None:
    """What is left, right and left again is one after the other; three dogs are together."""
    starts = [each.start for each in events("thwack L, thwack R, thwack L")]
    assert starts == sorted(set(starts))
    assert {each.start for each in events("dog left, dog right, dog behind")} == {0.0}


def test_seconds_with_a_plus_are_later() -> None:
    gong, block, triangle = events("1) gong behind 2) +3s: wood block L 3) +3s: triangle R")
    assert (gong.start, block.start, triangle.start) == (0.0, 3.0, 6.0)
