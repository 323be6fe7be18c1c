"""From a folder to a running server: check, mend, unpack, start, say where."""

from __future__ import annotations

import sys

from engine.data import DATASETS, DataRefused, available, unpack_sample
from engine.registry import Text
from webapp import numbers
from webapp.runs import Lab, open_lab
from webapp.runs.reclaim import free_all
from webapp.settings import Settings, read_secret
from webapp.supervisor.checks import check_certificate, check_folder, check_port, only_server
from webapp.supervisor.mend import mend_database
from webapp.supervisor.refusal import CannotServe
from webapp.supervisor.supervisor import Supervisor
from webapp.supervisor.welcome import welcome

WHOLE = "cifar10"


def serve(settings: Settings) -> None:
    """Serve until Ctrl-C or SIGTERM; raises CannotServe with a sentence."""
    check_certificate(settings)
    notices = check_folder(settings.folder)
    with only_server(settings.folder):
        check_port(settings)
        read_secret(settings.folder)
        numbers.begin(settings.folder)
        for sentence in [*notices, *mend_database(settings.folder)]:
            say(sentence)
        sets = data_in_use(settings)
        lab = open_lab(settings)
        _go_on(lab)
        Supervisor(lab, say).run(lambda: say(welcome(settings, sets)))
        lab.close()
    say("Gradient Lab has ended; runs that were training go on at the next start.")


def say(sentence: str) -> None:
    """One sentence for the terminal, at once."""
    print(sentence, file=sys.stdout, flush=True)


def data_in_use(settings: Settings) -> list[str]:
    """Unpack the sample at the first start; a sentence for each set and for what is missing."""
    folder = settings.folder / "sets"
    try:
        unpack_sample(folder)
    except DataRefused as refused:
        return [f"The sample images cannot be unpacked: {refused}"]
    found = available(folder)
    said = [f"{_label(name)[0]} ({name})" for name in found]
    if WHOLE not in found:
        said.append(f"all 60,000 images: python -m engine.data {WHOLE}")
    return said


def _label(name: str) -> Text:
    return DATASETS[name].label


def _go_on(lab: Lab) -> None:
    """Leases of an earlier server are void: what trained then waits to go on."""
    try:
        moved = free_all(lab.parts)
    except OSError as error:
        raise CannotServe(f"The runs in {lab.parts.runs} cannot be read: {error}") from error
    if moved:
        say(f"{len(moved)} runs go on from their checkpoints.")
