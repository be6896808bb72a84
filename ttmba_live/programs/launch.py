"""Runs a module of ours: this file's path, where the package is, the module's name, its words.

Nothing may be imported before the folder that Python put first, this file's own, is gone.
"""

import sys

if sys.path and sys.path[0].replace("\\", "/") == __file__.replace("\\", "/").rpartition("/")[0]:
    del sys.path[0]
sys.path[:] = [place for place in sys.path if place]

import importlib.util  # noqa: E402
import os  # noqa: E402
import runpy  # noqa: E402

NAME = "ttmba_live"


def find_ours(folder: str) -> None:
    """Let our package be the one in that folder, whichever others are installed.

    The folder comes last in the path: what else lies there is not to be found before Python's own.
    """
    if folder not in sys.path:
        sys.path.append(folder)
    where = f"{folder}/{NAME}"
    if not os.path.isfile(f"{where}/__init__.py"):  # noqa: PTH113 - pathlib takes long to load
        return
    spec = importlib.util.spec_from_file_location(
        NAME, f"{where}/__init__.py", submodule_search_locations=[where]
    )
    if spec is not None and spec.loader is not None:
        sys.modules[NAME] = ours = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(ours)


package, module = sys.argv[1:3]
del sys.argv[1:3]
if __name__ == "__main__":
    find_ours(package)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
