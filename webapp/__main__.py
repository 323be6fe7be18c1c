"""`python -m webapp [serve | class | doctor]`: the server, for a room, or what this machine has."""

from __future__ import annotations

import os
import sys

from webapp.trainer.process import ONE_THREAD

USAGE = "expected: python -m webapp [serve | class | doctor]"
COMMANDS = ("serve", "class", "doctor")


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

        serve(settings)
    except (BadSetting, CannotServe) as reason:
        print(f"Gradient Lab does not start. {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
