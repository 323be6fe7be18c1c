"""What a run that learns from images measures and says, in both languages."""

from engine.registry import Text

METRICS: dict[str, Text] = {
    "loss": ("loss", "هزینه"),
    "accuracy": ("accuracy", "دقت"),
    "val.loss": ("validation loss", "هزینهٔ اعتبارسنجی"),
    "val.accuracy": ("validation accuracy", "دقت اعتبارسنجی"),
    "test.accuracy": ("test accuracy", "دقت آزمایش"),
    "lr": ("learning rate", "نرخ یادگیری"),
    "epoch": ("epoch", "دوره"),
    "examples_per_s": ("images a second", "تصویر در ثانیه"),
    "forward_ms": ("forward", "رو به جلو"),
    "backward_ms": ("backward", "رو به عقب"),
    "step_ms": ("a step", "هر گام"),
}

NOTES: dict[str, Text] = {
    "changed": ("{label} {old} → {new}", "{label} از {old} به {new}"),
    "diverged": (
        "The loss stopped being a number at step {step}. The last finite loss was {last_loss} "
        "at step {last_step}, with a learning rate of {lr}. Steps that long overshoot and grow: "
        "try a learning rate of {suggestion}.",
        "هزینه در گام {step} دیگر عدد نبود. آخرین هزینهٔ متناهی {last_loss} در گام {last_step} "
        "و با نرخ یادگیری {lr} بود. گام‌هایی به این بلندی از هدف می‌گذرند و بزرگ‌تر می‌شوند: "
        "نرخ یادگیری {suggestion} را بیازمایید.",
    ),
}
