"""Why data was refused, and what an installation says on its way: sentences in two languages."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from engine.registry import Text

Word = str | int

# Keys of `Note` events and of refusals alike; a page fills the braces from the event.
NOTES: dict[str, Text] = {
    "downloading": ("Downloading from {source}.", "در حال دریافت از {source}."),
    "unpacking": ("Unpacking {source}.", "در حال بازکردن {source}."),
    "verifying": ("Checking every byte of {name}.", "در حال سنجش همهٔ بایت‌های {name}."),
    "installed": ("{name} is installed and verified.", "{name} نصب و درستی‌سنجی شد."),
    "packed": ("{file}: {mb} MB.", "{file}: {mb} مگابایت."),
    "missing": (
        "expected the set {name} in {folder}, got nothing there; "
        "`python -m engine.data {name}` installs it",
        "مجموعهٔ {name} در {folder} لازم است، ولی آنجا نیست؛ "
        "با `python -m engine.data {name}` نصب می‌شود",
    ),
    "unknown_set": (
        "expected a set of {known}, got {got}",
        "یکی از مجموعه‌های {known} لازم است، ولی {got} آمده است",
    ),
    "array": (
        "expected {file} to hold bytes of shape {shape}, got {got}",
        "در {file} بایت‌هایی با شکل {shape} لازم است، ولی {got} آمده است",
    ),
    "hash": (
        "expected SHA-256 {want} of {file}, got {got}",
        "چکیدهٔ SHA-256 برابر {want} برای {file} لازم است، ولی {got} آمده است",
    ),
    "md5": (
        "expected MD5 {want} of {file}, got {got}; the download was thrown away",
        "چکیدهٔ MD5 برابر {want} برای {file} لازم است، ولی {got} آمده است؛ پرونده دور ریخته شد",
    ),
    "rows": (
        "expected {want} rows of {file}, got {got}",
        "{want} سطر از {file} لازم است، ولی {got} سطر آمده است",
    ),
    "bytes": (
        "expected {want} bytes of {file}, got {got}",
        "{want} بایت از {file} لازم است، ولی {got} بایت آمده است",
    ),
    "large": (
        "expected at most {want} bytes of {file}, got {got}",
        "حداکثر {want} بایت از {file} پذیرفته است، ولی {got} بایت آمده است",
    ),
    "crowded": (
        "expected at most {want} files in {file}, got more",
        "حداکثر {want} پرونده در {file} پذیرفته است، ولی بیش از آن آمده است",
    ),
    "labels": (
        "expected {want} labels from 0 to 9 in {file}, got {got}",
        "در {file}، {want} برچسب از 0 تا 9 لازم است، ولی {got} آمده است",
    ),
    "interrupted": (
        "expected {want} bytes from {source}, got {got} ({why}); the next try resumes there",
        "{want} بایت از {source} لازم است، ولی {got} بایت آمده است ({why}); "
        "تلاش بعدی از همان‌جا ادامه می‌دهد",
    ),
    "unreachable": (
        "expected an answer from {source}, got {why}",
        "پاسخی از {source} لازم است، ولی {why} آمده است",
    ),
    "foreign": (
        "expected {file} to be {want}, got {got}",
        "{file} باید {want} باشد، ولی {got} آمده است",
    ),
    "broken": (
        "expected a whole archive {file}, got {why}",
        "بایگانی سالم {file} لازم است، ولی {why} آمده است",
    ),
    "parts": (
        "expected the packed parts of the set whole in {folder}, got {why}; copy these again",
        "بخش‌های بسته‌بندی‌شدهٔ مجموعه باید سالم در {folder} باشند، ولی نیستند: {why_fa}؛ "
        "این‌ها را دوباره رونویسی کنید",
    ),
    "no_path": (
        "expected a folder or an archive, got {got}, which is not there",
        "پوشه یا بایگانی لازم است، ولی {got} وجود ندارد",
    ),
    "no_npm": (
        "expected npm on the PATH for the package {source}, got none",
        "برای بستهٔ {source} برنامهٔ npm در PATH لازم است، ولی نیست",
    ),
    "no_source": (
        "expected one source that answers, got none ({why}); fetch {file} elsewhere and run "
        "`python -m engine.data {name} --from {file}`",
        "دست‌کم یک منبع پاسخ‌گو لازم است، ولی نبود ({why_fa})؛ {file} را جای دیگری دریافت کنید "
        "و `python -m engine.data {name} --from {file}` را اجرا کنید",
    ),
    "busy": (
        "expected one installation of {name} at a time, got a second one",
        "نصب {name} باید یکی‌یکی باشد، ولی نصب دیگری در جریان است",
    ),
    "space": (
        "expected {need} MB of free space in {folder}, got {got} MB",
        "در {folder} {need} مگابایت جای خالی لازم است، ولی {got} مگابایت مانده است",
    ),
    "full": (
        "expected free space in {folder}, got a full disk; free some and run it again",
        "در {folder} جای خالی لازم است، ولی دیسک پر است؛ جا باز کنید و دوباره اجرا کنید",
    ),
    "folder": (
        "expected to read and write {folder}, got: {why}",
        "خواندن و نوشتن {folder} لازم است، ولی نشد: {why}",
    ),
}

FULL = (errno.ENOSPC, errno.EDQUOT)
OURS = frozenset({"busy", "space", "full", "folder"})  # no other source would help


class DataRefused(ValueError):
    """Data that is missing, broken, foreign or has no room; `text` says it in both languages.

    Attributes:
        rule: key of NOTES.
        words: what fills the braces, as a `Note` carries it.
        text: the sentence in English and in Persian.
    """

    def __init__(self, rule: str, **words: Word) -> None:
        english, persian = NOTES[rule]
        self.rule, self.words = rule, words
        self.text: Text = (english.format_map(words), persian.format_map(words))
        super().__init__(self.text[0])


@contextlib.contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Say a full disk or a folder that cannot be written as a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DataRefused("full", folder=str(folder)) from error
        why = error.strerror or str(error)
        raise DataRefused("folder", folder=str(error.filename or folder), why=why) from error
