"""Why the server does not start, in a sentence for the terminal."""

from __future__ import annotations


class CannotServe(Exception):
    """The sentence says what was expected, what was found and what to do about it."""
