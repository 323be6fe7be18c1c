"""What a run is: the values that the store, the web process and the trainers exchange."""

from __future__ import annotations

from dataclasses import dataclass

from engine.registry import Text

STATES = ("queued", "running", "paused", "done", "stopped", "failed")
ENDED = ("done", "stopped", "failed")
UNWATCHED = ("wait", "train", "stop")  # what becomes of a run while nobody watches
REASONS = ("", "own", "all", "none", "busy")  # why a queued run waits
COMMANDS = ("pause", "resume", "step", "stop")
AWAY = (
    "the store of runs does not answer just now; try again in a moment",
    "انبار اجراها هم‌اکنون پاسخ نمی‌دهد؛ اندکی بعد دوباره تلاش کنید",
)
PRETRAINED = "pretrained"  # the id of the read-only run that is the shipped snapshot


@dataclass(frozen=True)
class Run:
    """One run as everybody may see it; `params` is the canonical query of the demo.

    `position` counts from 1 among the queued runs, else None; `size` is bytes on disk;
    `source` is the id of the state it started from, or ""; `created` is Unix time; `first` is
    a presenter's run, which is claimed before everybody's; `unwatched` is one of UNWATCHED.
    `reason` is why a queued run waits, as in `engine.events.State`, or "".
    """

    id: str
    demo: str
    params: dict[str, str]
    title: str
    owner: str
    state: str
    step: int
    position: int | None
    created: float
    pinned: bool
    size: int
    epoch: int
    source: str
    first: bool = False
    unwatched: str = "wait"
    reason: str = ""


@dataclass(frozen=True)
class Terms:
    """How a run begins: to pause after `steps` if any; `first`: it is a presenter's.

    `unwatched`: what becomes of it while nobody watches.
    """

    steps: int = 0
    first: bool = False
    unwatched: str = "wait"


USUAL = Terms()


@dataclass(frozen=True)
class Lease:
    """The right to train one run, until somebody else claims it with a larger epoch."""

    run: Run
    worker: str
    epoch: int


@dataclass(frozen=True)
class Control:
    """What the web side last asked of a run; `version` grows with every command or change.

    `command` is run, pause, step or stop. `steps` counts every single step ever asked for and
    `taken` those already gone, so that two quick presses of Step are two steps. `looked` is
    when somebody last looked at its pictures (`clock.now`).
    """

    id: str
    epoch: int
    version: int
    command: str
    by: str
    steps: int
    taken: int
    params: dict[str, str]
    looked: float


@dataclass(frozen=True)
class Unfinished:
    """A run that has not ended, the Unix time since when it is in its state, and its trainer.

    `worker` is "" while no trainer holds the run.
    """

    run: Run
    since: float
    worker: str


@dataclass(frozen=True)
class Worker:
    """A trainer: its name, its process on its machine, seconds since it last gave a sign."""

    name: str
    pid: int
    silent: float


class Refused(Exception):
    """The store says no: `code` is limit, full, unknown, ended or away.

    Attributes:
        sentence: why, in both languages.
        retry_after: seconds after which trying again makes sense, or None.
    """

    def __init__(self, code: str, sentence: Text, retry_after: int | None = None) -> None:
        super().__init__(sentence[0])
        self.code, self.sentence, self.retry_after = code, sentence, retry_after


class Unavailable(Refused):
    """The store does not answer just now; what was asked may be asked again."""

    def __init__(self, why: str) -> None:
        super().__init__("away", AWAY, retry_after=2)
        self.args = (why,)


class LeaseLost(Exception):
    """Another owner has the run: drop it at once, write nothing."""
