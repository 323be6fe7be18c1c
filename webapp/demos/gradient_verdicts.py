"""What the page of gradients says of a line of a backward pass."""

from __future__ import annotations

from engine.registry import Text

AT_ENGLISH = "At {place} you say {said}, differences say {numeric}."
AT_PERSIAN = "در {place} شما {said} می‌گویید و تفاضل‌ها {numeric}."


def _at(english: str = "", persian: str = "") -> Text:
    return f"{english} {AT_ENGLISH}".strip(), f"{persian} {AT_PERSIAN}".strip()


VERDICTS: dict[str, tuple[Text, Text]] = {
    "right": (
        ("{name} is right.", "{name} درست است."),
        (
            "Checked on {count} numbers: relative error at most {error}.",
            "روی {count} عدد بررسی شد: خطای نسبی حداکثر {error}.",
        ),
    ),
    "number": (
        (
            "{name} is right on some images and wrong on others.",
            "{name} روی چند تصویر درست و روی چند تصویر دیگر نادرست است.",
        ),
        _at("A number stands where a name belongs.", "عددی جای یک نام نشسته است."),
    ),
    "zero": (("{name} is 0 everywhere.", "{name} همه‌جا صفر است."), _at()),
    "sign": (("{name} has the wrong sign.", "علامت {name} وارون است."), _at()),
    "factor": (
        (
            "{name} is {factor} times what it should be.",
            "{name} به اندازهٔ {factor} برابر مقدار درست است.",
        ),
        _at("The same factor everywhere.", "این ضریب همه‌جا یکی است."),
    ),
    "mean": (
        ("{name} is {n} times too large.", "{name} به اندازهٔ {n} برابر بزرگ است."),
        _at("The loss is a mean of {n} images.", "هزینه میانگین {n} تصویر است."),
    ),
    "mean_twice": (
        ("{name} is divided by {n} twice.", "{name} دو بار بر {n} تقسیم شده است."),
        _at("The upstream gradient is a mean already.", "گرادیان بالادست خودش میانگین است."),
    ),
    "bracket": (
        ("Only one term of {name} is divided by {n}.", "تنها یک جملهٔ {name} بر {n} تقسیم شده است."),
        _at("A pair of brackets is missing.", "یک جفت پرانتز کم است."),
    ),
    "closed": (
        (
            "{name} is right where {on} is 1 and wrong where it is 0.",
            "{name} جایی که {on} یک است درست و جایی که صفر است نادرست است.",
        ),
        _at("A closed gate hands nothing back.", "گرهٔ بسته چیزی پس نمی‌دهد."),
    ),
    "own": (
        ("{name} counts the right class too.", "{name} کلاس درست را هم به حساب آورده است."),
        _at("The sum of the loss leaves it out.", "جمع هزینه آن را کنار می‌گذارد."),
    ),
    "amount": (
        (
            "{name} is multiplied by an amount; a gate lets through 1 or 0.",
            "{name} در یک مقدار ضرب شده؛ گره تنها 1 یا 0 را می‌گذراند.",
        ),
        _at(),
    ),
    "everywhere": (
        (
            "{name} gives every class what belongs to the right one.",
            "{name} سهم کلاس درست را به همهٔ کلاس‌ها داده است.",
        ),
        _at(),
    ),
    "only_right": (
        ("{name} reaches the right class only.", "{name} تنها به کلاس درست می‌رسد."),
        _at("Every score stands in the denominator.", "همهٔ امتیازها در مخرج هستند."),
    ),
    "missing": (
        ("A term of {name} is missing.", "یک جمله از {name} کم است."),
        _at("The rest is right.", "بقیه درست است."),
    ),
    "flipped": (
        ("One term of {name} has the wrong sign.", "علامت یک جملهٔ {name} وارون است."),
        _at("The rest is right.", "بقیه درست است."),
    ),
    "part": (("A factor of {name} is missing.", "یک ضریب {name} کم است."), _at()),
    "power": (("A square is missing in {name}.", "یک توان دوم در {name} کم است."), _at()),
    "upstream": (
        ("{name} lacks the upstream gradient.", "{name} گرادیان بالادست را کم دارد."),
        _at(
            "This is the local gradient alone; the chain rule multiplies both.",
            "این تنها گرادیان محلی است؛ قاعدهٔ زنجیری هر دو را در هم ضرب می‌کند.",
        ),
    ),
    "local": (
        ("{name} lacks the local gradient.", "{name} گرادیان محلی را کم دارد."),
        _at(
            "The upstream gradient came through unchanged.", "گرادیان بالادست دست‌نخورده گذشته است."
        ),
    ),
    "swapped": (
        ("{name} is multiplied by the wrong factor.", "{name} در عامل نادرست ضرب شده است."),
        _at(
            "A product swaps: each factor gets the other one.",
            "ضرب جابه‌جا می‌کند: هر عامل، دیگری را می‌گیرد.",
        ),
    ),
    "adds": (
        ("{name} was multiplied on the way back.", "{name} در راه برگشت ضرب شده است."),
        _at(
            "A sum hands the upstream gradient on as it is.",
            "جمع، گرادیان بالادست را همان‌گونه پخش می‌کند.",
        ),
    ),
    "input": (
        ("{name} uses the value before the gate.", "{name} مقدار پیش از گره را به کار برده است."),
        _at("The value after it belongs there.", "مقدار پس از گره باید آنجا باشد."),
    ),
    "other": (
        ("{name} is the slope of another function.", "{name} شیب تابع دیگری است."),
        _at("It looks alike.", "شبیه است."),
    ),
    "half": (
        ("{name} is off by the half of the penalty.", "{name} به سبب نیمِ هزینهٔ تنظیم خطا دارد."),
        _at("Differentiate what the code computes.", "از همان چیزی مشتق بگیرید که کد حساب می‌کند."),
    ),
    "undone": (
        ("{name} is the penalty itself, not its slope.", "{name} خود هزینهٔ تنظیم است، نه شیب آن."),
        _at(),
    ),
    "wrong": (
        ("{name} is not the slope yet.", "{name} هنوز شیب نیست."),
        (f"Farthest off: at {AT_ENGLISH[3:]}", f"بیشترین فاصله: {AT_PERSIAN}"),
    ),
}

NO_VALUE: Text = ("{name} has no value.", "{name} مقداری ندارد.")
CAUSES: dict[str, Text] = {
    "pole": (
        "Column {column}: {part} divides by 0 for some of the numbers.",
        "ستون {column}: {part} برای برخی عددها تقسیم بر صفر است.",
    ),
    "log": (
        "Column {column}: {part} is the logarithm of a number that is not positive.",
        "ستون {column}: {part} لگاریتم عددی است که مثبت نیست.",
    ),
    "root": (
        "Column {column}: {part} is the root of a negative number.",
        "ستون {column}: {part} ریشهٔ عددی منفی است.",
    ),
    "power": (
        "Column {column}: {part} is a negative number to a power that is not whole.",
        "ستون {column}: {part} توانی ناصحیح از عددی منفی است.",
    ),
    "large": (
        "Column {column}: {part} is too large for a number.",
        "ستون {column}: {part} بزرگ‌تر از آن است که در عدد جا شود.",
    ),
}
