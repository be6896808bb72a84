"""Runs a module of ours: this file's path, where the package is, the module's name, its words.

Nothing may be imported before the folder that Python put first, this file's own, is gone.
"""

import sys

if sys.path and sys.path[0].replace("\\", "/") == __file__.replace("\\", "/").rpartition("/")[0]:
    del sys.path[0]
sys.path[:] = [place for place in sys.path if place]

import runpy  # noqa: E402

package, module = sys.argv[1:3]
if package not in sys.path:
    sys.path.append(package)
del sys.argv[1:3]
if __name__ == "__main__":
    runpy.run_module(module, run_name="__main__", alter_sys=True)
