"""What is refused by what was asked for: code -> status, sentence."""

from __future__ import annotations

from engine.registry import Text

RESOURCES: dict[str, tuple[int, Text]] = {
    "bad_params": (
        400,
        ("Some values were refused: {names}.", "این مقدارها پذیرفته نشد: {names}."),
    ),
    "bad_image": (
        400,
        (
            "The picture cannot be read: {why}.",
            "این تصویر خواندنی نیست: {why}.",
        ),
    ),
    "bad_state": (
        400,
        (
            "The state file was refused: {why}.",
            "این پروندهٔ حالت پذیرفته نشد: {why}.",
        ),
    ),
    "not_yours": (
        403,
        (
            "Only the owner of this run or a presenter may do that.",
            "تنها صاحب این اجرا یا ارائه‌دهنده می‌تواند این کار را بکند.",
        ),
    ),
    "presenter_only": (
        403,
        ("Only a presenter may do that.", "تنها ارائه‌دهنده می‌تواند این کار را بکند."),
    ),
    "presenter_page": (
        403,
        (
            "This page is the presenter's: open the presenter link that the server printed.",
            "این صفحه از آنِ ارائه‌دهنده است؛ پیوند ارائه‌دهنده را که کارساز نوشته است باز کنید.",
        ),
    ),
    "wrong_token": (
        403,
        (
            "This is not the presenter token of this server.",
            "این رمز ارائه‌دهندهٔ این کارساز نیست.",
        ),
    ),
    "tries": (
        429,
        (
            "Too many wrong presenter tokens came from your network; try again in {high} seconds.",
            "از شبکهٔ شما رمزهای نادرست زیادی آمده است؛ {high} ثانیهٔ دیگر دوباره تلاش کنید.",
        ),
    ),
    "unknown_run": (
        404,
        ("There is no run named {got}.", "اجرایی به نام {got} وجود ندارد."),
    ),
    "unknown_demo": (
        404,
        (
            "There is no demo named {got}; the nearest is {near}.",
            "نمایشی به نام {got} وجود ندارد؛ نزدیک‌ترین نام {near} است.",
        ),
    ),
    "unknown_step": (
        404,
        (
            "No pictures are kept of step {got}; the nearest step is {near}.",
            "از گام {got} تصویری نمانده است؛ نزدیک‌ترین گام {near} است.",
        ),
    ),
    "no_steps": (
        404,
        ("No pictures of this run are kept yet.", "هنوز تصویری از این اجرا نمانده است."),
    ),
    "unknown_image": (
        404,
        (
            "There is no picture {got} of yours; it may have expired.",
            "تصویری از شما با نام {got} نیست؛ شاید مهلتش گذشته باشد.",
        ),
    ),
    "unknown_link": (
        404,
        (
            "There is no short link {got}; the {high} links that were opened last are kept.",
            "پیوند کوتاهی به نام {got} نیست؛ {high} پیوندی که از همه دیرتر باز شده‌اند می‌مانند.",
        ),
    ),
    "unknown_state": (
        404,
        (
            "There is no state named {got}; it may have expired.",
            "حالتی به نام {got} وجود ندارد؛ شاید مهلتش گذشته باشد.",
        ),
    ),
    "no_state": (
        404,
        ("This run has saved no state yet.", "این اجرا هنوز حالتی ذخیره نکرده است."),
    ),
    "unknown_set": (
        404,
        (
            "There is no data set named {got} to fetch.",
            "مجموعهٔ داده‌ای به نام {got} برای دریافت نیست.",
        ),
    ),
    "use_run": (
        409,
        (
            "This demo takes longer than one answer; start it as a run.",
            "این نمایش از یک پاسخ طولانی‌تر است؛ آن را به‌صورت اجرا آغاز کنید.",
        ),
    ),
    "busy": (
        429,
        (
            "Too many pictures are being computed; ask again in a moment.",
            "تصویرهای در دست محاسبه بیش از اندازه است؛ لحظه‌ای دیگر دوباره بخواهید.",
        ),
    ),
    "not_live": (
        409,
        (
            "This demo answers at once and needs no run.",
            "این نمایش بی‌درنگ پاسخ می‌دهد و به اجرا نیاز ندارد.",
        ),
    ),
    "ended": (
        409,
        (
            "This run has ended; start a new one.",
            "این اجرا پایان یافته است؛ اجرای تازه‌ای آغاز کنید.",
        ),
    ),
    "fixed_run": (
        409,
        (
            "This run belongs to the lab; it cannot be changed.",
            "این اجرا از آنِ آزمایشگاه است و تغییر نمی‌کند.",
        ),
    ),
    "too_slow": (
        422,
        (
            "This would take too long; lower {near}.",
            "این کار بیش از اندازه طول می‌کشد؛ {near} را کمتر کنید.",
        ),
    ),
    "limit": (
        429,
        (
            "You have as many runs as one person may have.",
            "شمار اجراهای شما به سقفِ هر نفر رسیده است.",
        ),
    ),
    "away": (
        503,
        (
            "The store of runs does not answer just now; try again in a moment.",
            "انبار اجراها هم‌اکنون پاسخ نمی‌دهد؛ اندکی بعد دوباره تلاش کنید.",
        ),
    ),
    "full": (
        503,
        (
            "The server has as many runs as it can hold; try again soon.",
            "کارساز بیش از این اجرا نمی‌پذیرد؛ کمی بعد دوباره تلاش کنید.",
        ),
    ),
}
