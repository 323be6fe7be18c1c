"""What the page of gradients says of a check."""

from __future__ import annotations

from engine.registry import Text

FINGERPRINTS: dict[str, tuple[Text, Text]] = {
    "none": (
        (
            "The gradient passes: {error} is below {most}.",
            "گرادیان می‌گذرد: {error} از {most} کمتر است.",
        ),
        (
            "Calculus took one pass backwards; differences would need {evaluations} losses.",
            "حسابان یک گذر به عقب لازم داشت؛ تفاضل‌ها به {evaluations} بار محاسبهٔ هزینه نیاز دارند.",
        ),
    ),
    "kink": (
        (
            "Right, and yet off by {error}: a kink within h, or too few digits.",
            "درست است، ولی با اختلاف {error}: شکستگی‌ای در فاصلهٔ h، یا کمبود رقم.",
        ),
        (
            "Where a margin or a ReLU begins to count it has two slopes. "
            "Try float64 or another seed.",
            "جایی که حاشیه یا ReLU به کار می‌افتد دو شیب هست. float64 یا بذر دیگری بردارید.",
        ),
    ),
    "nothing": (
        (
            "The mistake is there and changes nothing: λ is 0.",
            "اشتباه هست و چیزی را عوض نمی‌کند: λ صفر است.",
        ),
        (
            "The check passes with {error}. It can only find what counts.",
            "سنجش با {error} می‌گذرد. تنها چیزی را می‌یابد که به حساب آید.",
        ),
    ),
    "unseen": (
        ("The mistake is there and is not seen: {error}.", "اشتباه هست و دیده نمی‌شود: {error}."),
        (
            "With these digits differences are no better than {most}: check in float64.",
            "با این دقت، تفاضل‌ها بهتر از {most} نمی‌شوند: با float64 بسنجید.",
        ),
    ),
    "sign": (
        ("Every error is 2: a wrong sign.", "همهٔ خطاها 2 است: علامت وارون."),
        (
            "Relative error is |a − n| / max(|a|, |n|); with a = −n that is 2.",
            "خطای نسبی برابر |a − n| / max(|a|, |n|) است؛ با a = −n می‌شود 2.",
        ),
    ),
    "mean": (
        (
            "One factor everywhere: the mean is missing.",
            "ضریبی یکسان در همه‌جا: میانگین‌گیری جا مانده.",
        ),
        (
            "The written slopes are N times too large, apart from the penalty.",
            "شیب‌های نوشته‌شده، جز سهم جملهٔ تنظیم، N برابر بزرگ‌ترند.",
        ),
    ),
    "penalty": (
        ("Small errors, larger where W is large.", "خطاهایی کوچک، بزرگ‌تر جایی که وزن بزرگ‌تر است."),
        (
            "What is missing is λW: set λ to 0 and the check passes.",
            "آنچه کم است λW است: λ را صفر کنید تا سنجش بگذرد.",
        ),
    ),
    "double": (
        ("Small errors, as if λ were twice as large.", "خطاهایی کوچک، گویی λ دو برابر است."),
        (
            "The loss adds ½λΣw², so its slope is λw, not 2λw: what is computed must be what is "
            "differentiated.",
            "هزینه ½λΣw² می‌افزاید، پس شیبش λw است نه 2λw: از همان چیزی مشتق بگیرید که حساب شده.",
        ),
    ),
}

VERDICTS: dict[str, tuple[Text, Text]] = {
    "right": (
        ("{name} is right.", "{name} درست است."),
        (
            "At 60 points it differs from differences by {error} at most.",
            "در ۶۰ نقطه حداکثر {error} با تفاضل‌ها فرق دارد.",
        ),
    ),
    "sign": (
        ("{name} has the wrong sign.", "علامت {name} وارون است."),
        (
            "At {point} you say {said}, differences say {numeric}.",
            "در {point} شما {said} می‌گویید و تفاضل‌ها {numeric}.",
        ),
    ),
    "factor": (
        (
            "{name} is {factor} times what it should be.",
            "{name} به اندازهٔ {factor} برابر مقدار درست است.",
        ),
        (
            "The same factor at every point. At {point} you say {said}, differences say {numeric}.",
            "این ضریب در همهٔ نقطه‌ها یکی است. در {point} شما {said} می‌گویید و تفاضل‌ها {numeric}.",
        ),
    ),
    "other": (
        ("{name} is the slope along the other variable.", "{name} شیب در راستای متغیر دیگر است."),
        (
            "At {point} you say {said}, differences say {numeric}.",
            "در {point} شما {said} می‌گویید و تفاضل‌ها {numeric}.",
        ),
    ),
    "wrong": (
        ("{name} is not the slope yet.", "{name} هنوز شیب تابع نیست."),
        (
            "Farthest off at {point}: you say {said}, differences say {numeric}.",
            "بیشترین فاصله در {point}: شما {said} می‌گویید و تفاضل‌ها {numeric}.",
        ),
    ),
    "undefined": (
        ("{name} has no value at {point}.", "{name} در {point} مقداری ندارد."),
        (
            "The logarithm or root of a negative number, or a division by 0; "
            "differences say {numeric}.",
            "لگاریتم یا ریشهٔ عددی منفی، یا تقسیم بر صفر؛ تفاضل‌ها {numeric} می‌گویند.",
        ),
    ),
}
