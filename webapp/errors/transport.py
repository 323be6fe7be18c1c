"""What is refused before anybody looks at what was asked: code -> status, sentence."""

from __future__ import annotations

from engine.registry import Text

TRANSPORT: dict[str, tuple[int, Text]] = {
    "bad_json": (
        400,
        (
            "The body is not acceptable JSON: {why}.",
            "بدنهٔ درخواست JSON پذیرفتنی نیست: {why}.",
        ),
    ),
    "bad_position": (
        400,
        (
            "Expected a position this server gave out, got {got}.",
            "جایگاهی لازم است که همین کارساز داده باشد، ولی {got} آمده است.",
        ),
    ),
    "bad_request": (
        400,
        ("The request cannot be understood.", "این درخواست فهمیدنی نیست."),
    ),
    "bad_http": (
        400,
        (
            "The request is not HTTP as this server reads it: {got}.",
            "این درخواست از HTTP پیروی نمی‌کند، آن‌گونه که این کارساز می‌خواند: {got}.",
        ),
    ),
    "cross_site": (
        403,
        (
            "This change was asked for by another site, so it was not made.",
            "این تغییر را وب‌گاه دیگری خواسته است؛ پس انجام نشد.",
        ),
    ),
    "not_found": (
        404,
        ("There is nothing at this address.", "در این نشانی چیزی نیست."),
    ),
    "unknown_source": (
        404,
        ("There is nothing to follow named {got}.", "چیزی به نام {got} برای دنبال‌کردن نیست."),
    ),
    "method": (
        405,
        (
            "The method {got} is not possible here; expected {near}.",
            "روش {got} در این نشانی ممکن نیست؛ این روش‌ها ممکن است: {near}.",
        ),
    ),
    "timeout": (
        408,
        (
            "The body did not arrive within {high} seconds.",
            "بدنهٔ درخواست تا {high} ثانیه نرسید.",
        ),
    ),
    "slow_headers": (
        408,
        (
            "The headers of the request did not arrive within {high} seconds.",
            "سرآیندهای درخواست تا {high} ثانیه نرسید.",
        ),
    ),
    "length": (
        411,
        ("The length of the body is missing.", "طول بدنهٔ درخواست نیامده است."),
    ),
    "too_large": (
        413,
        (
            "What was sent is larger than {high}.",
            "آنچه فرستادید از {high} بزرگ‌تر است.",
        ),
    ),
    "url_too_long": (
        414,
        (
            "The address is {got} bytes long; at most {high} are read. Use a short link.",
            "این نشانی {got} بایت است و حداکثر {high} بایت خوانده می‌شود. پیوند کوتاه بسازید.",
        ),
    ),
    "media_type": (
        415,
        ("Expected a body of type {near}, got {got}.", "نوع بدنه باید {near} باشد، ولی {got} است."),
    ),
    "host": (
        421,
        (
            "This server does not answer for {got}.",
            "این کارساز برای {got} پاسخ نمی‌دهد.",
        ),
    ),
    "streams": (
        429,
        (
            "Too many streams are open; close another tab.",
            "جریان‌های باز بیش از اندازه است؛ برگهٔ دیگری را ببندید.",
        ),
    ),
    "crowded": (
        429,
        (
            "More than {high} bytes are being uploaded at once; send it again in a moment.",
            "آنچه هم‌زمان فرستاده می‌شود از {high} بایت گذشته است؛ لحظه‌ای دیگر دوباره بفرستید.",
        ),
    ),
    "headers": (
        431,
        (
            "The headers of the request are too large: at most {near} of {high} bytes each.",
            "سرآیندهای درخواست بیش از اندازه بزرگ‌اند: حداکثر {near} سرآیند {high} بایتی.",
        ),
    ),
    "internal": (
        500,
        (
            "Something broke on the server; it was written down as {got}.",
            "چیزی در کارساز خراب شد؛ با شمارهٔ {got} ثبت شد.",
        ),
    ),
    "not_ready": (
        503,
        ("The server is not ready: {why}.", "کارساز آماده نیست: {why}."),
    ),
}
