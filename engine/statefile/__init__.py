"""The one state file: checkpoint, download and upload are safetensors, read by one function.

https://huggingface.co/docs/safetensors: 8 bytes with the length of a JSON header, the
header, then the arrays. A file from a stranger is taken apart here and nowhere else;
whatever is wrong with it comes out as BadState, with a name and a sentence.
"""

from engine.statefile.content import check_against
from engine.statefile.files import read_state, replacing, write_state
from engine.statefile.limits import FORMAT, LIMITS, Limits
from engine.statefile.refusal import BadState

__all__ = [
    "FORMAT",
    "LIMITS",
    "BadState",
    "Limits",
    "check_against",
    "read_state",
    "replacing",
    "write_state",
]
