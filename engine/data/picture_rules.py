"""Why a reader's picture was refused, in two languages."""

from __future__ import annotations

from engine.registry import Text

MOST_BYTES = 10 << 20
MOST_PIXELS = 40_000_000

PICTURE_RULES: dict[str, Text] = {
    "empty": (
        "expected a PNG, JPEG or WebP picture, got an empty file",
        "تصویر PNG یا JPEG یا WebP لازم است، ولی پرونده خالی است",
    ),
    "large": (
        "expected at most {high} MB, got {got} MB",
        "حداکثر {high} مگابایت پذیرفته است، ولی {got} مگابایت آمده است",
    ),
    "format": (
        "expected a PNG, JPEG or WebP picture, got a file of type {got}",
        "تصویر PNG یا JPEG یا WebP لازم است، ولی پرونده‌ای از نوع {got} آمده است",
    ),
    "text": (
        "expected a PNG, JPEG or WebP picture, got text",
        "تصویر PNG یا JPEG یا WebP لازم است، ولی متن آمده است",
    ),
    "foreign": (
        "expected a PNG, JPEG or WebP picture, got {got} bytes that begin like none of them",
        "تصویر PNG یا JPEG یا WebP لازم است، ولی {got} بایتی که آمده مانند هیچ‌یک آغاز نمی‌شود",
    ),
    "truncated": (
        "expected a whole picture, got one cut off after {got} bytes",
        "تصویر کامل لازم است، ولی پس از {got} بایت بریده شده است",
    ),
    "header": (
        "expected a PNG that begins with its header IHDR, got {got} first",
        "تصویر PNG باید با سرآیند IHDR آغاز شود، ولی نخست {got} آمده است",
    ),
    "twice": (
        "expected {got} once in a picture, got it twice",
        "بخش {got} باید در تصویر تنها یک بار بیاید، ولی دو بار آمده است",
    ),
    "marker": (
        "expected a JPEG with a marker at byte {got}, got something else there",
        "در بایت {got} این تصویر JPEG باید نشانگری باشد، ولی چیز دیگری آمده است",
    ),
    "chunk": (
        "expected a WebP that begins with VP8, VP8L or VP8X, got {got}",
        "تصویر WebP باید با بخش VP8 یا VP8L یا VP8X آغاز شود، ولی {got} آمده است",
    ),
    "parts": (
        "expected a picture of at most {high} parts, got more",
        "تصویر با حداکثر {high} بخش پذیرفته است، ولی این یکی بیشتر دارد",
    ),
    "scans": (
        "expected a progressive JPEG of at most {high} scans, got more",
        "تصویر JPEG تدریجی حداکثر {high} پیمایش می‌تواند داشته باشد، ولی این یکی بیشتر دارد",
    ),
    "sizes": (
        "expected a picture of one size, got {got}",
        "اندازهٔ تصویر باید در همه‌جای پرونده یکی باشد، ولی {got} آمده است",
    ),
    "broken": (
        "expected a picture that can be decoded, got damage; its decoder says: {got}",
        "تصویر سالم لازم است، ولی آسیب دیده است؛ پیام رمزگشای آن: {got}",
    ),
    "heavy": (
        "expected a picture that is decoded within the limits, got one that is not ({got})",
        "تصویری لازم است که در این حدها خوانده شود، ولی این یکی نشد ({got})",
    ),
    "pixels": (
        "expected at most 40 megapixels, got {got}",
        "حداکثر 40 مگاپیکسل پذیرفته است، ولی {got} آمده است",
    ),
    "size": (
        "expected at least 1 by 1 pixel, got {got}",
        "دست‌کم 1 در 1 پیکسل لازم است، ولی {got} آمده است",
    ),
    "behind": (
        "expected a picture and nothing else, got {got} bytes behind it in the same file",
        "تنها یک تصویر لازم است، ولی در همان پرونده پشت آن {got} بایت دیگر آمده است",
    ),
    "disguised": (
        "expected a picture and nothing else, got {got} behind it in the same file",
        "تنها یک تصویر لازم است، ولی در همان پرونده پشت آن {got} آمده است",
    ),
}


class PictureRefused(ValueError):
    """A reader's file that is no picture the lab takes.

    Attributes:
        rule: key of PICTURE_RULES.
        got: what came, as the sentence says it.
        high: the most that is taken, where the host chooses it.
        text: the sentence in English and in Persian.
    """

    def __init__(self, rule: str, got: str | int = "", high: str | int = "") -> None:
        english, persian = PICTURE_RULES[rule]
        self.rule, self.got, self.high = rule, got, high
        self.text: Text = (
            english.format(got=got, high=high),
            persian.format(got=got, high=high),
        )
        super().__init__(self.text[0])
