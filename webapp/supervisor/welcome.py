"""What the terminal shows when the server is ready."""

from __future__ import annotations

import io

import segno

from webapp.secret import presenter_token
from webapp.settings import Settings
from webapp.supervisor.addresses import for_the_room, urls
from webapp.supervisor.graphics import cuda_hint


def welcome(settings: Settings, sets: list[str]) -> str:
    """Addresses, a QR code for a room, the presenter link, the data in use."""
    places = urls(settings)
    lines = ["", "Gradient Lab is ready.", *(f"  open     {url}" for url in places)]
    lines.append(f"  present  {places[0]}/#presenter={presenter_token(settings)}")
    lines += [f"  data     {sentence}" for sentence in sets]
    hint = cuda_hint()
    if hint:
        lines.append(f"  note     {hint}")
    if for_the_room(settings):
        lines += ["", qr_code(places[0])]
    return "\n".join([*lines, "  end      Ctrl-C", ""])


def qr_code(url: str) -> str:
    """A QR code made of block characters, for phones in the room."""
    drawn = io.StringIO()
    segno.make(url, micro=False).terminal(out=drawn, compact=True)
    return drawn.getvalue()
