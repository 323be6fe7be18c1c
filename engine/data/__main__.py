"""`python -m engine.data cifar10`: install a set, with a bar, from its sources or --from your own.

`pack` writes the whole CIFAR-10 as three files for a machine without a network, which installs
it from them by `cifar10 --from FOLDER`; `sample --make` writes the sample that ships.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from engine.data.dataset import sets_folder
from engine.data.mosaics import make_sample
from engine.data.opening import available, open_set
from engine.data.packing import pack
from engine.data.refusals import NOTES, DataRefused
from engine.data.sets import DATASETS
from engine.events import Event, Metrics, Note

WHOLE = "cifar10"
WIDTH = 30
DRAWN_S = 0.1
PLAIN_S = 5.0  # where nobody sees a line redrawn


class Bar:
    """Metrics as one line that is drawn again and again, notes as lines of their own."""

    def __init__(self, out: TextIO) -> None:
        self._out, self._live = out, out.isatty()
        self._drawn, self._last, self._length = 0.0, "", 0

    def show(self, event: Event) -> None:
        """Draw what the event says, if it is time."""
        if isinstance(event, Note):
            self.line(NOTES[event.key][0].format_map(event.args))
        elif isinstance(event, Metrics):
            done, total = event.values["bytes"], event.values["total"]
            now, wait = time.monotonic(), DRAWN_S if self._live else PLAIN_S
            ended = done == total and progress(done, total) != self._last
            if ended or now - self._drawn >= wait:
                self._drawn, self._last = now, progress(done, total)
                self._write(self._last)

    def line(self, text: str) -> None:
        """A line that stays."""
        self._write(text)
        self._end()

    def _write(self, text: str) -> None:
        if not self._live:
            self._out.write(text + "\n")
            return
        self._out.write("\r" + text.ljust(self._length))
        self._out.flush()
        self._length = len(text)

    def _end(self) -> None:
        if self._live:
            self._out.write("\n")
            self._length = 0


def progress(done: float, total: float) -> str:
    """`[######------]  50 %   85 of 170 MB`."""
    share = done / total if total else 0.0
    filled = "#" * round(share * WIDTH)
    return f"[{filled:-<{WIDTH}}] {share:4.0%} {done / 1e6:5.0f} of {total / 1e6:.0f} MB"


def arguments() -> argparse.ArgumentParser:
    """What may be typed."""
    parser = argparse.ArgumentParser(prog="python -m engine.data", description=__doc__)
    words = [*DATASETS, "pack"]
    parser.add_argument("set", nargs="?", choices=words, help="none: say what is here")
    parser.add_argument("--from", dest="source", type=Path, help="an archive or a folder of yours")
    parser.add_argument("--to", type=Path, default=Path("dist"), help="pack: where to, ./dist")
    parser.add_argument("--folder", type=Path, default=sets_folder(), help="the folder of sets")
    parser.add_argument("--make", action="store_true", help="sample: write it from the whole set")
    return parser


def installed(folder: Path) -> Iterator[str]:
    """One line for each set."""
    here = available(folder)
    for key, entry in DATASETS.items():
        state = "installed" if key in here else f"not here: python -m engine.data {key}"
        yield f"{key}: {entry.label[0]}; {state}"


def main(typed: list[str] | None = None) -> int:
    """Run one command; 0, or 1 after a sentence, or 130 when it was stopped."""
    parser, bar = arguments(), Bar(sys.stderr)
    asked = parser.parse_args(typed)
    if asked.make and asked.set != "sample":
        parser.error(f"expected `sample --make`, got --make with {asked.set}")
    try:
        _obey(asked, bar)
    except DataRefused as refusal:
        bar.line(f"not {'packed' if asked.set == 'pack' else 'installed'}: {refusal}")
        return 1
    except KeyboardInterrupt:
        bar.line("stopped; the same command goes on from here")
        return 130
    return 0


def _obey(asked: argparse.Namespace, bar: Bar) -> None:
    if asked.set is None:
        print("\n".join(installed(asked.folder)))
    elif asked.make:
        for name in make_sample(open_set(WHOLE, asked.folder)):
            bar.line(name)
    else:
        for event in _events(asked):
            bar.show(event)


def _events(asked: argparse.Namespace) -> Iterator[Event]:
    if asked.set == "pack":
        return pack(asked.folder / WHOLE, DATASETS[WHOLE]().contents(), asked.to)
    return DATASETS[asked.set]().install(asked.folder, asked.source)


if __name__ == "__main__":
    sys.exit(main())
