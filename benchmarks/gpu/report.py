"""The section of benchmarks/RESULTS.md that is about a card."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.gpu.parts import ROWS
from benchmarks.results import write_section

TITLE = "On a graphics card"
NOT_RUN = "not run: `make bench-gpu`"
PLAN = "plan:"


def table(figures: Mapping[str, str]) -> str:
    """All rows, measured or not, and the plans of the convolutions if there are any."""
    figures = {key: said.replace("|", "/") for key, said in figures.items()}
    lines = ["| what | at least | aim | figure |", "|---|---|---|---|"]
    for key, row in ROWS.items():
        lines.append(f"| {row.what} | {row.least} | {row.aim} | {figures.get(key, NOT_RUN)} |")
    plans = {k.removeprefix(PLAN): v for k, v in figures.items() if k.startswith(PLAN)}
    if plans:
        lines += ["", "| convolution | plan |", "|---|---|"]
        lines += [f"| {name} | {said} |" for name, said in plans.items()]
    return "\n".join(lines)


def write(card: str, figures: Mapping[str, str]) -> None:
    """Put the table of what is known so far in place of the last one."""
    write_section(TITLE, f"{card}\n\n{table(figures)}")


def ratio(figures: Mapping[str, str]) -> dict[str, str]:
    """Our images a second over PyTorch's, where both are there."""
    ours, theirs = (_number(figures.get(key, "")) for key in ("vgg", "torch_vgg"))
    return {"vgg_ratio": f"{ours / theirs:.2f}x"} if ours and theirs else {}


def _number(said: str) -> float | None:
    first = said.split(" ")[0].replace(",", "")
    return float(first) if first.replace(".", "", 1).isdigit() else None
