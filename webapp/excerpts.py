"""Source code on a page: one function or class of the engine, as it stands in its file."""

from __future__ import annotations

import ast
import io
import keyword
import textwrap
import tokenize
from pathlib import Path

from markupsafe import Markup, escape


def excerpt(root: Path, path: str, name: str, mark: str = "") -> Markup:
    """HTML of `name` (`Class.method` too) in `path`: keywords bold, comments light, lines marked.

    Raises LookupError when the file holds no such name, so that a page cannot show stale code.
    """
    text = (root / path).read_text(encoding="utf-8")
    node = _find(ast.parse(text), name.split("."))
    lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
    return Markup("<i># {}</i>\n").format(path) + _coloured(_without_doc(node, lines), mark)


def _find(tree: ast.AST, names: list[str]) -> ast.FunctionDef | ast.ClassDef:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == names[0]:
            return _find(node, names[1:]) if names[1:] else node
    raise LookupError(f"expected a definition of {names[0]}, got none")


def _without_doc(node: ast.FunctionDef | ast.ClassDef, lines: list[str]) -> str:
    """The definition without its docstring, moved to the margin."""
    if ast.get_docstring(node) is not None:
        doc = node.body[0]
        first, last = doc.lineno - node.lineno, (doc.end_lineno or doc.lineno) - node.lineno
        lines = lines[:first] + lines[last + 1 :]
    return textwrap.dedent("\n".join(lines)).replace("\n\n\n", "\n\n")


def _coloured(code: str, mark: str) -> Markup:
    lines = code.splitlines()
    pieces = [_line(line, _parts(code, number + 1)) for number, line in enumerate(lines)]
    return Markup("").join(
        (Markup("<mark>{}</mark>").format(piece) if mark and mark in line else piece) + "\n"
        for line, piece in zip(lines, pieces, strict=True)
    )


def _parts(code: str, number: int) -> list[tuple[int, int, str]]:
    """Keywords (`b`) and comments (`i`) of one line: start, end, element."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.start[0] != number:
            continue
        if token.type == tokenize.COMMENT:
            found.append((token.start[1], token.end[1], "i"))
        elif token.type == tokenize.NAME and keyword.iskeyword(token.string):
            found.append((token.start[1], token.end[1], "b"))
    return found


def _line(line: str, parts: list[tuple[int, int, str]]) -> Markup:
    out, at = Markup(), 0
    for start, end, element in parts:
        out += escape(line[at:start])
        out += Markup(f"<{element}>{{}}</{element}>").format(line[start:end])
        at = end
    return out + escape(line[at:])
