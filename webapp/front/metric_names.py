"""Every number of /metrics, declared once: its name without `lab_`, and what it says."""

from __future__ import annotations

HELD = {
    "streams": "Open event streams.",
    "followed": "Run logs being followed.",
}
COUNTED = {
    "events": "Events sent to clients.",
    "requests": "Requests answered.",
    "refused": "Requests answered with a status from 400 to 499.",
    "broken": "Requests answered with a status from 500.",
    "looks": "Looks answered.",
    "computed": "Looks computed, not found in memory.",
}
LAG = (
    "delivery_lag_seconds",
    "From the time a metrics event was written to its sending, every event to every client.",
)
STORED = {
    "runs": "Runs by state.",
    "queue_wait_seconds": "How long the runs that wait now have waited.",
    "examples_per_second": "Examples that all running runs train on in a second of wall time.",
    "trainers": "Trainers that give signs of life.",
    "disk_free_bytes": "Room on the disk of the data folder.",
    "restarts": "Processes that died and were started again, since the server started.",
}
LABELS = {"runs": "state", "queue_wait_seconds": "of", "restarts": "process"}


def metrics_table() -> str:
    """The numbers as a Markdown table, for the README."""
    rows = ["| name | kind | meaning |", "|---|---|---|"]
    for name, words in {**HELD, **COUNTED, LAG[0]: LAG[1], **STORED}.items():
        counter = name in COUNTED or name == "restarts"
        kind = "counter" if counter else "histogram" if name == LAG[0] else "gauge"
        label = f"{{{LABELS[name]}}}" if name in LABELS else ""
        rows.append(f"| `lab_{name}{'_total' if counter else ''}{label}` | {kind} | {words} |")
    return "\n".join(rows)
