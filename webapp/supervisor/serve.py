"""From a folder to a running server: check, mend, unpack, start, say where."""

from __future__ import annotations

import sys
from dataclasses import replace

from engine.data import DATASETS, DataRefused, available, unpack_sample
from engine.registry import Text
from webapp import numbers
from webapp.runs import Lab, open_lab
from webapp.runs.run import Refused
from webapp.secret import read_secret
from webapp.settings import Settings
from webapp.supervisor.checks import check_certificate, check_folder, check_port, only_server
from webapp.supervisor.device import choose_device
from webapp.supervisor.hosting import check_role, check_store
from webapp.supervisor.mend import mend_database
from webapp.supervisor.refusal import CannotServe
from webapp.supervisor.supervisor import Supervisor
from webapp.supervisor.welcome import welcome

WHOLE = "cifar10"
TRAINING = "\nGradient Lab trains here what is asked for elsewhere.\n  end      Ctrl-C\n"


def serve(settings: Settings, role: str = "serve") -> None:
    """Serve until Ctrl-C or SIGTERM; raises CannotServe with a sentence.

    `role` is serve, or with RUN_STORE also web or trainers: one half of it on this machine.
    """
    check_role(settings, role)
    check_certificate(settings)
    notices = check_folder(settings.folder)
    with only_server(settings.folder):
        if role != "trainers":
            check_port(settings)
        read_secret(settings.folder)
        numbers.begin(settings.folder)
        mended = [] if settings.run_store else mend_database(settings.folder)
        for sentence in [*notices, *mended]:
            say(sentence)
        if role != "web":
            settings = _with_device(settings)
        sets = data_in_use(settings)
        lab = open_store(settings)
        go_on(lab)
        ready = TRAINING if role == "trainers" else welcome(settings, sets)
        Supervisor(lab, say, role).run(lambda: say(ready))
        lab.close()
    say("Gradient Lab has ended; runs that were training go on at the next start.")


def _with_device(settings: Settings) -> Settings:
    """DEVICE=auto decided, DEVICE=gpu made sure of."""
    kind, notices = choose_device(settings)
    for sentence in notices:
        say(sentence)
    return replace(settings, device=kind)


def open_store(settings: Settings) -> Lab:
    """The runs; with RUN_STORE, also the secret that all machines share."""
    if settings.run_store:
        check_store(settings)
    return open_lab(settings)


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


def go_on(lab: Lab) -> None:
    """Leases of an earlier server are void: what trained then waits to go on."""
    try:
        moved = lab.oversight.begin()
        left = lab.links.begin()
    except (OSError, Refused) as error:
        raise CannotServe(f"The runs in {lab.settings.folder} cannot be read: {error}") from error
    if moved:
        say(f"{len(moved)} runs go on from their checkpoints.")
    if left:
        say(_about_links(left))


def _about_links(left: list[OSError]) -> str:
    """Short links of an older version that stay where they are: the first, why, what to do."""
    more = f" and {len(left) - 1} more" if len(left) > 1 else ""
    return (
        f"Short links could not be brought to the store from {left[0].filename}{more} "
        f"({left[0].strerror}): let this server read and remove them and start it again, or "
        "delete them; everything else works."
    )
