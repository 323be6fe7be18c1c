"""What `python -m webapp doctor` says."""

from __future__ import annotations

from pathlib import Path

from engine.convolution import CONVOLUTIONS
from engine.network import PRESETS, Network
from webapp.settings import Settings
from webapp.supervisor.doctor import report


def test_the_doctor_tells_the_algorithm_of_each_layer_of_every_preset(tmp_path: Path) -> None:
    said = report(Settings.read({"DATA_DIR": str(tmp_path)}))
    for key, preset in PRESETS.items():
        for row in Network(preset.layers).rows():
            if row["kind"] in ("conv", "residual"):
                reason = CONVOLUTIONS[row["algorithm"]].reason[0]
                line = f"layer {row['index']} {row['kind']}: {row['algorithm']} ({reason})"
                assert f"{key:<10} {line}" in said
