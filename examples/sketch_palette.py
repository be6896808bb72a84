"""Write every sketch as a WAV file into a folder, to listen to the palette.

Run: python examples/sketch_palette.py FOLDER [SECONDS]
"""

from __future__ import annotations

import sys
from pathlib import Path

from ttmba_live.audio import write_sound
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.sketch import RECIPES, Sketch


def main(folder: Path, seconds: float) -> None:
    sketch = Sketch()
    for prompt in [*RECIPES, "something else"]:
        path = folder / f"{prompt.replace(' ', '_')}.wav"
        made = sketch.generate(ClipSpec(prompt, seconds, seed=1))
        write_sound(path, made.clip.samples)
        print(path, made.note)


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3} or {"-h", "--help"} & set(sys.argv):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) == 3 else 10.0)
