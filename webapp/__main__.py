"""`python -m webapp [serve | class | web | trainers | doctor]`: the server, or a part of it.

`class` serves a room; `web` and `trainers` are the halves of a server whose runs are kept in
Redis, for different machines; `doctor` says what this machine has.
"""

from __future__ import annotations

import os
import sys

from webapp.trainer.process import ONE_THREAD

COMMANDS = ("serve", "class", "web", "trainers", "doctor")
USAGE = f"expected: python -m webapp [{' | '.join(COMMANDS)}]"


def main(arguments: list[str]) -> int:
    """Run one command; the exit status."""
    command = arguments[0] if arguments else "serve"
    if command not in COMMANDS or len(arguments) > 1:
        print(USAGE, file=sys.stderr)
        return 2
    os.environ.update(ONE_THREAD)  # before anything imports NumPy
    if command == "class" and not os.environ.get("HOST"):
        os.environ["HOST"] = "0.0.0.0"

    from webapp.settings import BadSetting, Settings
    from webapp.supervisor.refusal import CannotServe

    try:
        settings = Settings.read()
        if command == "doctor":
            from webapp.supervisor.doctor import report

            said, faults = report(settings)
            print(said)
            return 1 if faults else 0
        from webapp.supervisor.serve import serve

        serve(settings, command if command in ("web", "trainers") else "serve")
    except (BadSetting, CannotServe) as reason:
        print(f"Gradient Lab does not start. {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
