"""The numbers of /metrics, of all web processes and of the store.

Import this only after `webapp.numbers.share`: prometheus-client decides then where it counts.
"""

from __future__ import annotations

import copy
import os
import shutil
import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from webapp.api.site import Site
from webapp.front.counters import BOUNDS, Counters, Lags
from webapp.front.metric_names import COUNTED, HELD, LAG, STORED
from webapp.numbers import VARIABLE, Restarts
from webapp.overview import longest_and_median, pace, waits
from webapp.runs.interface import STATES

STANDS = tuple(STATES)


class Metrics:
    """What this process publishes once a second, and what it answers when it is asked."""

    def __init__(self, site: Site) -> None:
        self._folder = os.environ.get(VARIABLE, "")
        self._own = own = CollectorRegistry()
        self._held = {
            name: Gauge(f"lab_{name}", words, registry=own, multiprocess_mode="livesum")
            for name, words in HELD.items()
        }
        self._counted = {
            name: Counter(f"lab_{name}", words, registry=own) for name, words in COUNTED.items()
        }
        self._lags = Lateness(f"lab_{LAG[0]}", LAG[1], registry=own, buckets=BOUNDS)
        self._before = Counters()
        self._store = Stored(site)

    def publish(self, counters: Counters) -> None:
        """What was counted since the last call, and what is held now."""
        for name, gauge in self._held.items():
            gauge.set(getattr(counters, name))
        for name, counter in self._counted.items():
            counter.inc(getattr(counters, name) - getattr(self._before, name))
        self._lags.take(counters.lags, self._before.lags)
        self._before = copy.deepcopy(counters)

    def collected(self) -> CollectorRegistry:
        """The numbers of all web processes."""
        if not self._folder:
            return self._own
        registry = CollectorRegistry()
        MultiProcessCollector(registry, self._folder)  # type: ignore[no-untyped-call]
        return registry

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        store = CollectorRegistry()
        store.register(self._store)
        return generate_latest(self.collected()) + generate_latest(store)


class Lateness(Histogram):
    """A histogram that takes what was counted since the last time at once."""

    def take(self, now: Lags, before: Lags) -> None:
        """The difference of two counts."""
        for bucket, new, old in zip(self._buckets, now.counts, before.counts, strict=True):
            if new != old:
                bucket.inc(new - old)
        self._sum.inc(now.sum - before.sum)


class Stored(Collector):
    """What only the store and the machine know, asked when somebody wants to know."""

    def __init__(self, site: Site) -> None:
        self._site, self._restarts = site, Restarts(site.folder)

    def collect(self) -> Iterator[Metric]:
        """One family after another."""
        store, at = self._site.store, time.time()
        counts, found = store.counts(), store.unfinished()
        yield _gauge("runs", "state", {state: counts.get(state, 0) for state in STANDS})
        longest, median = longest_and_median(waits(found, at))
        yield _gauge("queue_wait_seconds", "of", {"longest": longest, "median": median})
        running = [one.run.id for one in found if one.run.state == "running"]
        speeds = [pace(self._site.log, run_id, at).examples_per_s or 0.0 for run_id in running]
        yield _gauge("examples_per_second", "", {"": sum(speeds)})
        yield _gauge("trainers", "", {"": len(store.workers())})
        free = shutil.disk_usage(self._site.folder).free
        yield _gauge("disk_free_bytes", "", {"": free})
        again = CounterMetricFamily("lab_restarts", STORED["restarts"], labels=["process"])
        for kind in ("web", "trainer"):
            again.add_metric([kind], self._restarts[kind])
        yield again


def _gauge(name: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    """A family with one label, or with none."""
    family = GaugeMetricFamily(f"lab_{name}", STORED[name], labels=[label] if label else None)
    for key, value in values.items():
        family.add_metric([key] if label else [], value)
    return family
