"""Short links where every web machine finds them; those opened last are kept."""

from __future__ import annotations

from webapp.runs import links
from webapp.runs.hosted.link import Link
from webapp.runs.links import ID, FolderLinks


class KeyLinks:
    """Implements `Links`: one key a link, and all of them in the order they were opened.

    `before` are the links of this machine's data folder, which held them until links were
    kept in the store: `begin` brings them there.
    """

    def __init__(self, link: Link, most: int, before: FolderLinks) -> None:
        self._link, self._most, self._before = link, most, before

    def keep(self, link_id: str, text: bytes) -> None:
        """Keep the state; those opened longest ago make room for it; raises Refused."""
        self._keep(link_id, text, 0.0)

    def find(self, link_id: str) -> bytes | None:
        """What was kept, which is now the one opened last; None when there is nothing."""
        if not ID.fullmatch(link_id):
            return None
        text: bytes | None = self._link.call("link_find", link_id)
        return text

    def begin(self) -> list[OSError]:
        """Bring what lies in this machine's folder, each with its age; raises Refused.

        A file goes only when its link has arrived; what cannot be read or removed stays.
        """
        left = list[OSError]()
        try:
            found = self._before.older()
        except OSError as error:
            return [error]
        for path in found:
            try:
                self._keep(path.stem, path.read_bytes(), path.stat().st_mtime)
                path.unlink()
            except FileNotFoundError:  # another server of this folder was here
                continue
            except OSError as error:
                left.append(error)
        return left

    def _keep(self, link_id: str, text: bytes, opened: float) -> None:
        given = link_id, text, self._most, links.MOST_BYTES, round(1e6 * opened)
        self._link.call("link_keep", *given)
