"""Settings, declared once: the name of the environment variable is the field's in capitals."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from engine.registry import Text

COMPUTE = ("float16", "bfloat16", "float32")
DEVICES = ("cpu", "gpu", "auto")  # auto: a card where one can train, else the CPU


def setting(default: Any, help: Text, low: float | None = None, among: tuple[str, ...] = ()) -> Any:
    """A field read from the environment; numbers below `low`, words not `among` are refused."""
    return field(default=default, metadata={"help": help, "low": low, "among": among})


class BadSetting(ValueError):
    """A variable of the environment holds what its setting cannot take."""


@dataclass(frozen=True)
class Settings:
    """Everything a host may choose; each field is one variable of the environment."""

    host: str = setting("127.0.0.1", ("address to listen on", "نشانی شنیدن کارساز"))
    port: int = setting(8000, ("port to listen on", "درگاه شنیدن کارساز"), 1)
    data_dir: str = setting("data", ("folder of runs and data sets", "پوشهٔ اجراها و داده‌ها"))
    run_store: str = setting(
        "", ("Redis that keeps the runs; empty: the folder", "Redis نگه‌دارندهٔ اجراها؛ خالی: پوشه")
    )
    names: str = setting(
        "", ("further host names, separated by commas", "نام‌های دیگر کارساز، جدا با ویرگول")
    )
    cert: str = setting("", ("TLS certificate file", "پروندهٔ گواهی TLS"))
    key: str = setting("", ("TLS key file", "پروندهٔ کلید TLS"))
    proxies: int = setting(0, ("reverse proxies in front", "شمار پروکسی‌های جلوی کارساز"), 0)
    embed_from: str = setting(
        "", ("origins that may embed pages", "سایت‌هایی که صفحه را درون خود نشان می‌دهند")
    )
    presenter_token: str = setting(
        "", ("presenter token; empty: made from the secret", "رمز ارائه‌دهنده؛ خالی: از راز کارساز")
    )
    web_workers: int = setting(2, ("web processes", "شمار پردازه‌های وب"), 1)
    trainers: int = setting(
        0, ("trainer processes; 0: one a core", "شمار آموزش‌دهنده‌ها؛ 0: هر هسته یکی"), 0
    )
    device: str = setting(
        "cpu", ("where runs train: cpu, gpu, auto", "جای آموزش: cpu، gpu، auto"), among=DEVICES
    )
    gpu_compute: str = setting(
        "float16",
        (
            "type of activations on a card: float16, bfloat16, float32 (weights stay float32)",
            "نوع فعالیت‌ها روی کارت: float16، bfloat16، float32 (وزن‌ها float32 می‌مانند)",
        ),
        among=COMPUTE,
    )
    held_per_trainer: int = setting(
        0,
        (
            "runs a trainer trains side by side; 0: 4 on a CPU, 64 on a card",
            "شمار اجراهای هم‌زمان هر آموزش‌دهنده؛ 0 یعنی 4 روی CPU و 64 روی کارت",
        ),
        0,
    )
    warm_per_trainer: int = setting(
        4, ("paused runs a trainer keeps in memory", "اجراهای متوقفی که در حافظه می‌مانند"), 0
    )
    live_per_person: int = setting(
        2, ("runs of a person that train at once", "اجراهای هم‌زمان هر نفر"), 1
    )
    queued_per_person: int = setting(10, ("runs of a person that wait", "اجراهای در صف هر نفر"), 1)
    live: int = setting(
        0, ("runs of everybody that train at once; 0: any", "همهٔ اجراهای هم‌زمان؛ 0: هر چند"), 0
    )
    steps_per_run: int = setting(0, ("steps a run may do; 0: any", "گام‌های هر اجرا؛ 0: هر چند"), 0)
    queue: int = setting(500, ("runs that wait in all", "همهٔ اجراهای در صف"), 1)
    keep_days: float = setting(
        14,
        ("days a run is kept after its end or, paused, its last visit", "روزهای نگه‌داری اجرا"),
        0,
    )
    keep_gb: float = setting(
        20.0,
        ("gigabytes of all runs; the oldest ended ones go", "گیگابایت همهٔ اجراها؛ کهنه‌ترها می‌روند"),
        0,
    )
    streams: int = setting(5000, ("open streams in all", "همهٔ جریان‌های باز"), 1)
    streams_per_session: int = setting(8, ("open streams of a session", "جریان‌های هر نشست"), 1)
    streams_per_address: int = setting(
        2000, ("open streams of an address", "جریان‌های هر نشانی شبکه"), 1
    )
    image_bytes: int = setting(
        10 << 20, ("bytes of a picture that is sent", "بایت‌های تصویری که فرستاده می‌شود"), 1
    )
    state_bytes: int = setting(
        64 << 20, ("bytes of a state file that is sent", "بایت‌های حالتی که فرستاده می‌شود"), 1
    )
    links: int = setting(
        10_000, ("short links that are kept, those opened last", "پیوندهای کوتاهی که می‌مانند"), 1
    )
    log_rate: int = setting(
        20_000, ("bytes a second a run may log", "بایت‌های گزارش هر اجرا در ثانیه"), 1000
    )
    keyframe_bytes: int = setting(
        128_000_000, ("bytes of keyframes of a run", "بایت‌های نماهای کلیدی هر اجرا"), 1
    )
    idle_minutes: float = setting(
        10.0,
        ("minutes a run trains that nobody watches; 0: ever", "دقیقه‌های آموزش بی‌تماشاگر؛ 0: همیشه"),
        0,
    )
    lease_seconds: float = setting(
        3.0, ("after this silence a run is somebody else's", "پس از این سکوت، اجرا آزاد می‌شود"), 0.2
    )

    log_format: str = setting(
        "auto",
        ("log lines: json, text, or auto (text on a terminal)", "شکل گزارش: json، text یا auto"),
        among=("auto", "json", "text"),
    )
    log_level: str = setting(
        "warning",
        ("what is logged: info (every request too), warning, error", "کمترین سطح گزارش کارساز"),
        among=("info", "warning", "error"),
    )

    network_parameters: int = setting(
        4_000_000, ("parameters a network may have", "بیشترین شمار پارامترهای یک شبکه"), 1
    )
    network_bytes: int = setting(
        2_000_000_000, ("bytes a training network may take", "بیشترین حافظهٔ یک شبکه به بایت"), 1
    )
    network_step_ms: int = setting(
        5000, ("milliseconds a step may take, as estimated", "بیشترین زمان یک گام به میلی‌ثانیه"), 1
    )

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """The settings of this process; raises BadSetting with name, rule and value."""
        given = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for declared in fields(cls):
            text = given.get(declared.name.upper(), "")
            if text:
                values[declared.name] = _value(declared.name, text, declared)
        return cls(**values)

    @property
    def folder(self) -> Path:
        """The data folder as an absolute path."""
        return Path(self.data_dir).absolute()

    @property
    def trainer_count(self) -> int:
        """How many trainers: as asked, else one a card, or one a core this process may use."""
        return self.trainers or (1 if self.device == "gpu" else len(os.sched_getaffinity(0)))

    @property
    def most_held(self) -> int:
        """How many runs a trainer trains side by side."""
        return self.held_per_trainer or (64 if self.device == "gpu" else 4)


def _value(name: str, text: str, declared: Any) -> Any:
    """One variable as the type of its default; raises BadSetting."""
    kind = type(declared.default)
    if kind is str:
        among = declared.metadata["among"]
        if among and text not in among:
            raise BadSetting(f"{name.upper()}: expected one of {', '.join(among)}, got {text!r}")
        return text
    low = declared.metadata["low"]
    try:
        number = kind(text)
    except ValueError:
        number = None
    if number is None or (low is not None and not number >= low):
        words = "a whole number" if kind is int else "a number"
        raise BadSetting(f"{name.upper()}: expected {words} of at least {low:g}, got {text!r}")
    return number


def settings_table(fa: bool = False) -> str:
    """The settings as a Markdown table, for the README."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for declared in fields(Settings):
        text = declared.metadata["help"][fa]
        rows.append(f"| `{declared.name.upper()}` | `{declared.default}` | {text} |")
    return "\n".join(rows)
