"""Two thousand malformed requests of a seed; `make bench-malformed` sends a hundred thousand."""

from __future__ import annotations

import random
from collections import Counter

from benchmarks.malformed import fire
from benchmarks.rubbish import Rubbish
from tests.attacks.people import bounded, others_go_on
from tests.server import Server


def test_no_rubbish_breaks_the_server(server: Server, watched: str) -> None:
    fire(server.port, seed=1, count=600)
    with others_go_on(server, watched), bounded(server, peak=60, left=40):
        report = fire(server.port, seed=2, count=2000)
    assert report.broken == []
    assert report.unanswered == []
    assert report.asked == 2000
    refused = sum(n for status, n in report.statuses.items() if 400 <= status < 500)
    assert refused > 1500
    assert "Traceback" not in server.said()


def test_the_same_seed_sends_the_same() -> None:
    one, two = (Rubbish(random.Random(7)) for _ in range(2))
    made = [one.make() for _ in range(500)]
    assert made == [two.make() for _ in range(500)]
    assert len(set(made)) > 400
    assert set(Counter(request.end for request in made)) == {"stay", "once", "cut"}
