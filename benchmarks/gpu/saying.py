"""What a part says: one line of JSON a figure, at once, so that none is lost when time is over."""

from __future__ import annotations

import json
import sys
import time


def say(**figures: object) -> None:
    """Figures by the key of their row; `plan:<layer>` is a row of the table of plans."""
    print(json.dumps(figures), flush=True)


def seconds_left() -> float:
    """How long a part may go on; its driver names the end, on a clock both know."""
    ends = float(sys.argv[1]) if len(sys.argv) > 1 else time.time() + 30
    return ends - time.time()


def cannot(why: str) -> int:
    """End a part that has nothing to measure, with a sentence."""
    print(why, file=sys.stderr, flush=True)
    return 1
