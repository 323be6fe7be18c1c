"""Static files by content: `/static/@<hash of them all>/css/shell.css` may be kept for ever.

Modules, style sheets and fonts name each other by relative addresses, so one hash in front of
the whole tree makes every file of a page a file that is never asked for again.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

IMPORT = re.compile(r"""^\s*(?:import|export)\b[^;'"]*["'](\.{1,2}/[^"']+)["']""", re.M)


def _packaged() -> dict[str, Path]:
    """The whole of Plotly, 3-D too, out of the package that is installed: not kept here twice."""
    found = find_spec("plotly")
    folder = next(iter((found and found.submodule_search_locations) or ()), "")
    path = Path(folder) / "package_data" / "plotly.min.js"
    return {"vendor/plotly.min.js": path} if path.is_file() else {}


PACKAGED = _packaged()


def digest(body: bytes) -> str:
    """What tells one content from another."""
    return hashlib.sha256(body).hexdigest()[:12]


class Assets:
    """Addresses of the files under one folder, as they were when first asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.modules = cache(self._modules)

    @cached_property
    def digests(self) -> dict[str, str]:
        """The digest of every file by its path."""
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        named = {p.relative_to(self.folder).as_posix(): p for p in files} | PACKAGED
        return {name: digest(path.read_bytes()) for name, path in named.items()}

    @cached_property
    def version(self) -> str:
        """The digest of the whole tree."""
        return digest(repr(self.digests).encode())

    def url(self, path: str) -> str:
        """The address of `path`; raises FileNotFoundError when there is no such file."""
        if not self.has(path):
            raise FileNotFoundError(f"expected a file of {self.folder.name}, got {path}")
        return f"/static/@{self.version}/{path}"

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return path in self.digests

    def _modules(self, *paths: str) -> tuple[str, ...]:
        """Addresses of the scripts that `paths` import, directly or not, and of `paths`.

        A page that names them all is given them at once, not one import after another.
        """
        found, waiting = dict.fromkeys(paths), list(paths)
        while waiting:
            path = waiting.pop(0)
            text = (self.folder / path).read_text(encoding="utf-8")
            here = PurePosixPath(path).parent
            beside = [_joined(here, name) for name in IMPORT.findall(text)]
            fresh = [name for name in beside if name not in found]
            found |= dict.fromkeys(fresh)
            waiting += fresh
        return tuple(self.url(path) for path in found)


def _joined(folder: PurePosixPath, relative: str) -> str:
    """The path that a relative address means."""
    parts = list(folder.parts)
    for part in PurePosixPath(relative).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
