"""`python -m engine.slices` writes the slice anew, from the sample of CIFAR-10 that ships."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from engine.data import open_set, unpack_sample
from engine.slices.making import make
from engine.slices.slice import FILE

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        unpack_sample(Path(folder))
        FILE.write_text(json.dumps(make(open_set("sample", Path(folder))), indent=0) + "\n")
