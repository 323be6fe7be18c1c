"""`python -m webapp.trainer NAME`: one warm trainer, started by the supervisor."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from webapp.trainer.process import ONE_THREAD, be_nice

LAST_SECONDS = 4  # after SIGTERM; whoever hangs longer ends without a checkpoint


def main() -> None:
    """Import everything a run may need, then train until SIGTERM."""
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        os.environ.update(ONE_THREAD)  # read by BLAS when NumPy is imported, hence a new start
        os.execv(sys.executable, [sys.executable, "-m", "webapp.trainer", *sys.argv[1:]])

    from webapp import logs, memory
    from webapp.runs import open_lab
    from webapp.settings import Settings
    from webapp.trainer.beating import keep_beating, stop_beating
    from webapp.trainer.device import device_of
    from webapp.trainer.opening import import_further_demos
    from webapp.trainer.trainer import Trainer

    settings = Settings.read()
    logs.start(settings)
    import_further_demos()
    trainer = Trainer(open_lab(settings), sys.argv[1], device_of(settings))
    memory.keep_imports()
    be_nice()  # only now: whoever waits for the server waits for these imports

    def stop(signum: int, frame: FrameType | None) -> None:
        trainer.stopping = True
        stop_beating()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(LAST_SECONDS)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the supervisor's to hear
    keep_beating(trainer)
    trainer.run()


if __name__ == "__main__":
    main()
