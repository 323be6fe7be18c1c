"""What a reader of a page sees: its text, without what stands in an island of its own."""

from __future__ import annotations

from html.parser import HTMLParser

SILENT = ("script", "style", "template", "svg", "math", "noscript")
ISLANDS = ("bdi", "code", "pre", "kbd", "option", "textarea")
SAID = ("aria-label", "title", "alt", "placeholder")
VOID = ("meta", "link", "input", "br", "img", "path", "circle", "rect", "line", "ellipse", "hr")


class Prose(HTMLParser):
    """Collects text and spoken attributes outside islands, and every address the page names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.addresses: list[str] = []
        self.inline_scripts = 0
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.addresses += [named[name] for name in ("src", "href") if name in named]
        kind = named.get("type", "")
        if tag == "script" and "src" not in named and kind != "application/json":
            self.inline_scripts += 1
        self.inline_scripts += any(name.startswith("on") for name in named)
        apart = (
            tag in SILENT
            or tag in ISLANDS
            or named.get("lang") == "en"
            or "mono" in named.get("class", "")
        )
        if not self.apart and not apart:
            self.texts += [named[name] for name in SAID if name in named]
        if tag not in VOID:
            self._open.append((tag, apart))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            opened, _ = self._open.pop()
            if opened == tag:
                return

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.apart:
            self.texts.append(data.strip())

    @property
    def apart(self) -> bool:
        """Whether we stand inside an island or something unseen."""
        return any(apart for _, apart in self._open)
