"""What is wrong with a typed function, said in both languages at a column."""

from __future__ import annotations

from collections.abc import Sequence

from engine.expressions.tokens import Token
from engine.registry import Text
from engine.schema.spec import TextMistake

QUOTED = 30
END: Text = ("the end", "پایان")
CONSTANT: dict[str, Text] = {
    "pole": ("{part} divides by 0", "{part} تقسیم بر صفر است"),
    "log": (
        "{part} is the logarithm of a number that is not positive",
        "{part} لگاریتم عددی است که مثبت نیست",
    ),
    "root": (
        "{part} is the root of a negative number: not a real number",
        "{part} ریشهٔ عددی منفی است و عدد حقیقی نیست",
    ),
    "power": (
        "{part} is a negative number to a power that is not whole: not a real number",
        "{part} توانی ناصحیح از عددی منفی است و عدد حقیقی نیست",
    ),
    "large": ("{part} is too large for a number", "{part} بزرگ‌تر از آن است که در عدد جا شود"),
}


def nothing(variables: Sequence[str]) -> TextMistake:
    """An empty text."""
    english, persian = " and ".join(variables), " و ".join(variables)
    return TextMistake(1, (f"expected a function of {english}", f"تابعی از {persian} لازم است"))


def too_long(got: int, most: int) -> TextMistake:
    """More characters than are read."""
    english = f"expected at most {most} characters, got {got}"
    return TextMistake(
        most + 1, (english, f"حداکثر {most} نویسه پذیرفته است، ولی {got} نویسه آمده است")
    )


def unexpected(token: Token, before: Token) -> TextMistake:
    """Something that no rule continues with."""
    got = _quote(token.text)
    if token.text == ")":
        return _at(token, ("this ) closes nothing", "این ) پرانتزی را نمی‌بندد"))
    if token.text == ",":
        return _at(
            token,
            (
                "a comma stands only between the values of max",
                "ویرگول تنها میان مقدارهای max می‌آید",
            ),
        )
    both = f"{_quote(before.text)}*{got}"
    english = f"expected an operator before {got}; a product is written {both}"
    return _at(token, (english, f"پیش از {got} عملگری لازم است؛ ضرب را چنین بنویسید: {both}"))


def no_value(token: Token, variables: Sequence[str]) -> TextMistake:
    """An operator or a parenthesis where a value must stand."""
    english = f"expected a number, {', '.join(variables)} or a function, got {_got(token)[0]}"
    persian = f"عدد، {'، '.join(variables)} یا تابع لازم است، ولی {_got(token)[1]} آمده است"
    return _at(token, (english, persian))


def unknown(name: Token, known: Sequence[str]) -> TextMistake:
    """A name that means nothing."""
    names, got = ", ".join(known), _quote(name.text)
    english = f"expected one of {names}, got {got}"
    return _at(name, (english, f"یکی از {names} لازم است، ولی {got} آمده است"))


def no_parenthesis(name: Token, token: Token) -> TextMistake:
    """A function without its values."""
    english = f"expected ( after {name.text}, got {_got(token)[0]}"
    return _at(token, (english, f"پس از {name.text} باید ( بیاید، ولی {_got(token)[1]} آمده است"))


def arguments(name: Token, takes: int, got: int) -> TextMistake:
    """Too many values, or too few."""
    english = f"{name.text} takes {takes} value{'s' * (takes > 1)}, got {got}"
    return _at(name, (english, f"{name.text} با {takes} مقدار کار می‌کند، ولی {got} مقدار آمده است"))


def unclosed(opening: Token, token: Token) -> TextMistake:
    """A parenthesis that stays open."""
    column = opening.start + 1
    english = f"expected ) for the ( of column {column}, got {_got(token)[0]}"
    persian = f"برای ( در ستون {column} یک ) لازم است، ولی {_got(token)[1]} آمده است"
    return _at(token, (english, persian))


def too_deep(token: Token, most: int) -> TextMistake:
    """Parentheses, powers and signs inside one another."""
    english = f"expected parentheses, powers and signs nested at most {most} deep"
    return _at(token, (english, f"پرانتز، توان و علامت حداکثر {most} لایه تودرتو پذیرفته است"))


def too_many(start: int, most: int) -> TextMistake:
    """More operations than one function may have."""
    english = f"expected at most {most} operations and numbers"
    return TextMistake(start + 1, (english, f"حداکثر {most} عمل و عدد پذیرفته است"))


def constant(part: str, start: int, kind: str) -> TextMistake:
    """A part without x and y that is no finite number."""
    english, persian = (said.replace("{part}", _quote(part)) for said in CONSTANT[kind])
    return TextMistake(start + 1, (english, persian))


def _at(token: Token, sentence: Text) -> TextMistake:
    return TextMistake(token.start + 1, sentence)


def _got(token: Token) -> Text:
    return (token.text, token.text) if token.text else END


def _quote(text: str) -> str:
    return text if len(text) <= QUOTED else text[:QUOTED] + "…"
