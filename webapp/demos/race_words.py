"""What the pages of descent say: rules as formulas, and what each does with a gradient."""

from __future__ import annotations

from engine.registry import Text
from webapp.demos.formula import Expression, frac, mark, over, root, row, sub, sup

W, G, LR, EPS = "x", "g", "α", "ε"


def kind_of_slot(rule: str, name: str) -> str:
    """What a rule remembers under a name: velocity, mean (of gradients), cache (of squares)."""
    if name == "m":
        return "mean"
    return "velocity" if name == "v" and rule in ("momentum", "nesterov") else "cache"


def _goes(to: Expression, *parts: Expression) -> Expression:
    return row(to, "←", *parts)


def _scaled(top: Expression, below: Expression) -> Expression:
    """X <- x - lr top / (sqrt(below) + eps)."""
    return mark(_goes(W, W, "−", LR, frac(top, row(root(below), "+", EPS))))


SQUARE = sup(G, "2")
MEAN = _goes("m", sub("β", "1"), "m", "+", "(", "1", "−", sub("β", "1"), ")", G)
SECOND = _goes("v", sub("β", "2"), "v", "+", "(", "1", "−", sub("β", "2"), ")", SQUARE)
CORRECTED = row(
    over("m", "^"), "=", frac("m", row("1", "−", sup(sub("β", "1"), "t"))), ",",
    over("v", "^"), "=", frac("v", row("1", "−", sup(sub("β", "2"), "t"))),
)  # fmt: skip

FORMULAS: dict[str, list[Expression]] = {
    "sgd": [mark(_goes(W, W, "−", LR, G))],
    "momentum": [_goes("v", "μ", "v", "−", LR, G), mark(_goes(W, W, "+", "v"))],
    "nesterov": [
        _goes(sup("v", "′"), "μ", "v", "−", LR, G),
        mark(_goes(W, W, "−", "μ", "v", "+", "(", "1", "+", "μ", ")", sup("v", "′"))),
    ],
    "adagrad": [_goes("c", "c", "+", SQUARE), _scaled(G, "c")],
    "rmsprop": [_goes("c", "ρ", "c", "+", "(", "1", "−", "ρ", ")", SQUARE), _scaled(G, "c")],
    "adam": [MEAN, SECOND, CORRECTED, _scaled(over("m", "^"), over("v", "^"))],
    "adam_uncorrected": [MEAN, SECOND, _scaled("m", "v")],
    "adamw": [
        MEAN,
        SECOND,
        _goes(W, "(", "1", "−", LR, "λ", ")", W),
        _scaled(over("m", "^"), over("v", "^")),
    ],
    "adadelta": [
        _goes("c", "ρ", "c", "+", "(", "1", "−", "ρ", ")", SQUARE),
        row("d", "=", frac(root(row("D", "+", EPS)), root(row("c", "+", EPS))), G),
        _goes("D", "ρ", "D", "+", "(", "1", "−", "ρ", ")", sup("d", "2")),
        mark(_goes(W, W, "−", LR, "d")),
    ],
}

SHORT: dict[str, Text] = {  # at the end of a line
    "sgd": ("SGD", "SGD"),
    "momentum": ("Momentum", "تکانه"),
    "nesterov": ("Nesterov", "نستروف"),
    "adagrad": ("AdaGrad", "AdaGrad"),
    "rmsprop": ("RMSProp", "RMSProp"),
    "adam": ("Adam", "Adam"),
    "adam_uncorrected": ("Adam raw", "Adam خام"),
    "adamw": ("AdamW", "AdamW"),
    "adadelta": ("Adadelta", "Adadelta"),
}

DOES: dict[str, Text] = {
    "sgd": (
        "SGD remembers nothing: it goes α times the gradient downhill.",
        "گرادیان کاهشی چیزی به یاد ندارد: به اندازهٔ α برابر گرادیان رو به پایین می‌رود.",
    ),
    "momentum": (
        "Momentum keeps the share μ of its velocity and adds −α times the gradient to it.",
        "تکانه سهم μ از سرعتش را نگه می‌دارد و −α برابر گرادیان به آن می‌افزاید.",
    ),
    "nesterov": (
        "Nesterov takes the gradient where its velocity is about to carry it: it brakes in time.",
        "نستروف گرادیان را همان‌جا می‌گیرد که سرعتش می‌بردش؛ پس به‌موقع ترمز می‌کند.",
    ),
    "adagrad": (
        "AdaGrad adds the squared gradient to its cache, and divides each coordinate by its root.",
        "آداگراد مربع گرادیان را به حافظه‌اش می‌افزاید و هر مختصه را بر ریشهٔ آن تقسیم می‌کند.",
    ),
    "rmsprop": (
        "Of its cache the rule keeps the share ρ, so old gradients are forgotten.",
        "قاعده سهم ρ از حافظه‌اش را نگه می‌دارد؛ پس گرادیان‌های کهنه فراموش می‌شوند.",
    ),
    "adam": (
        "Adam follows the means of the gradient and of its square, corrected for their start at 0.",
        "آدام میانگین گرادیان و میانگین مربعش را دنبال و هر دو را برای آغاز از صفر تصحیح می‌کند.",
    ),
    "adam_uncorrected": (
        "Both means start at 0 and are not corrected, so the first steps are too long.",
        "هر دو میانگین از صفر آغاز می‌شوند و تصحیح نمی‌شوند؛ پس گام‌های نخست زیادی بلندند.",
    ),
    "adamw": (
        "AdamW moves like Adam, and also shrinks the point itself towards 0 by the share αλ.",
        "این قاعده مانند آدام حرکت می‌کند و خود نقطه را هم با سهم αλ به سوی صفر می‌کشد.",
    ),
    "adadelta": (
        "Adadelta divides by the root of its cache and multiplies by the root of its past steps.",
        "آدادلتا بر ریشهٔ حافظه تقسیم می‌کند و در ریشهٔ گام‌های گذشته‌اش ضرب می‌کند.",
    ),
}

TOO_SLOW: Text = (
    "expected at most {high} steps for this function and these rules, got {got}",
    "برای این تابع و این قاعده‌ها حداکثر {high} گام پذیرفته است، ولی {got} آمده است",
)

ENDS: dict[str, Text] = {
    "far": (
        "It ran past {limit}: the steps grow instead of shrinking. Lower its learning rate.",
        "از {limit} گذشت: گام‌ها به جای کوچک‌شدن بزرگ می‌شوند. نرخ یادگیری را کم کنید.",
    ),
    "pole": (
        "{part} divides by 0 there (column {column} of f).",
        "آنجا {part} تقسیم بر صفر است (ستون {column} تابع).",
    ),
    "log": (
        "There {part} is the logarithm of a number that is not positive (column {column} of f).",
        "آنجا {part} لگاریتم عددی است که مثبت نیست (ستون {column} تابع).",
    ),
    "root": (
        "There {part} is the root of a negative number: not a real number (column {column} of f).",
        "آنجا {part} ریشهٔ عددی منفی است و عدد حقیقی نیست (ستون {column} تابع).",
    ),
    "power": (
        "There {part} is a negative number to a power that is not whole: not a real number "
        "(column {column} of f).",
        "آنجا {part} توانی ناصحیح از عددی منفی است و عدد حقیقی نیست (ستون {column} تابع).",
    ),
    "large": (
        "There {part} is too large for a number (column {column} of f).",
        "آنجا {part} بزرگ‌تر از آن است که در عدد جا شود (ستون {column} تابع).",
    ),
    "outside": (
        "It left the slice: nobody has computed the loss beyond its edge.",
        "از برش بیرون رفت: هزینه بیرون از لبهٔ آن محاسبه نشده است.",
    ),
    "slope": (
        "{part} has no slope there (column {column} of f).",
        "آنجا {part} شیب ندارد (ستون {column} تابع).",
    ),
}
