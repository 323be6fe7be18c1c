"""What a reviewer would have to remember: sizes, directions, both languages."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYTHON = sorted(p for top in ("engine", "webapp") for p in (ROOT / top).rglob("*.py"))
SCRIPTS = sorted(p for p in (ROOT / "static" / "js").rglob("*.js"))
ENTRY_FOLDERS = ("layers", "losses", "rules", "schedules", "penalties", "initializers", "augment")
ENTRY_FOLDERS += ("surfaces",)
FLASK_MAY = ("webapp/__init__.py", "webapp/api/", "webapp/pages.py", "webapp/language.py")
HOSTED = ("webapp/runs/hosted/", "webapp/trainer/stable.py")  # what Redis and RQ are installed for
OPENS_HOSTED = ("webapp/runs/lab.py", "webapp/supervisor/hosting.py")
FLASK_MAY += ("webapp/identity.py", "webapp/errors/", "webapp/front/", "webapp/lessons.py")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length without docstring of every function."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            yield node.name, lines


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_files_and_functions_stay_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 200
    assert [f for f, lines in functions(path) if lines > 30] == []


def test_scripts_stay_small() -> None:
    assert [name(p) for p in SCRIPTS if len(p.read_text().splitlines()) > 150] == []


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_dependencies_point_one_way(path: Path) -> None:
    where, used = name(path), set(imports(path))
    tops = {module.split(".")[0] for module in used}
    if where.startswith("engine/"):
        assert not tops & {"webapp", "flask", "gunicorn", "a2wsgi"}
    if not where.startswith(FLASK_MAY):
        assert "flask" not in tops
    if where.startswith("webapp/demos/"):
        inside = {m for m in used if m.startswith("webapp")}
        assert all(m.startswith("webapp.demos") for m in inside)
    if where not in ("engine/backend.py",):
        assert "cupy" not in tops
    if where not in ("engine/gpu/cudnn.py",):
        assert "cudnn" not in tops
    if not where.startswith(HOSTED):
        assert not tops & {"redis", "rq"}
    if not where.startswith(HOSTED + OPENS_HOSTED):
        assert not any(module.startswith("webapp.runs.hosted") for module in used)


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_entries_do_not_import_entries(path: Path) -> None:
    folder = path.parent.name
    if folder in ENTRY_FOLDERS and path.stem not in ("__init__", "base"):
        beside = {m for m in imports(path) if m.startswith(f"engine.{folder}.")}
        assert beside <= {f"engine.{folder}.base"} | _shared(path.parent)


def _shared(folder: Path) -> set[str]:
    """Modules of an entry folder that register nothing: shared parts, not entries."""
    parts = [p for p in folder.glob("*.py") if ".add(" not in p.read_text()]
    return {f"engine.{folder.name}.{p.stem}" for p in parts}


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_refusals_name_the_value(path: Path) -> None:
    said = re.findall(r"raise ValueError\(\s*f?\"([^\"]*)", path.read_text())
    assert [s for s in said if "got" not in s and "{" in s] == []


FORBIDDEN = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
FORBIDDEN |= {"multiprocessing", "code", "codeop", "jsonpickle", "yaml", "dbm"}
CALLS = {"eval", "exec", "compile", "__import__"}
MARSHAL = "engine/training/processes.py"  # numbers and texts, to its own forked children
POOLS = {"ProcessPoolExecutor"}
SHIPPED = [
    *PYTHON,
    *sorted(p for top in ("benchmarks", "tools") for p in (ROOT / top).rglob("*.py")),
]


def obeyed(source: str) -> list[str]:
    """What in a module would run code that data names."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.split(".")[0] in FORBIDDEN]
        elif isinstance(node, ast.ImportFrom):
            found += [node.module] if (node.module or "").split(".")[0] in FORBIDDEN else []
            found += [a.name for a in node.names if a.name in POOLS]
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            found += [] if ast.unparse(node.value) == "False" else ["allow_pickle"]
        elif isinstance(node, ast.Call):
            found += _calls(node)
    return found


def _calls(node: ast.Call) -> list[str]:
    name = ast.unparse(node.func)
    if name in CALLS or name == "torch.load":
        return [name]
    named = {keyword.arg for keyword in node.keywords}
    silent = name in ("np.load", "numpy.load") and "allow_pickle" not in named
    return [name] if silent else []


@pytest.mark.parametrize("path", SHIPPED, ids=name)
def test_data_is_never_obeyed(path: Path) -> None:
    """No unpickling in any disguise, and no text run as code."""
    found = obeyed(path.read_text())
    if name(path) == MARSHAL:
        found.remove("marshal")
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from multiprocessing import Pipe",
        "import multiprocessing.connection as c",
        "from concurrent.futures import ProcessPoolExecutor",
        "np.load(path)",
        "np.load(path, allow_pickle=True)",
        "np.load(path, allow_pickle=flag)",
        "torch.load(path)",
        "eval(text)",
        "exec(text)",
        "import marshal",
    ],
)
def test_what_would_obey_data_is_noticed(source: str) -> None:
    assert obeyed(source) != []


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [ROOT / n for n in listed.stdout.decode().split("\0") if n]


def test_every_text_has_its_own_letters() -> None:
    """Persian ی and ک, never their Arabic look-alikes."""
    arabic = chr(0x064A) + chr(0x0643)
    suffixes = {".py", ".js", ".html", ".md", ".json"}
    wrong = [
        name(p)
        for p in tracked()
        if p.suffix in suffixes
        and p.is_file()
        and "vendor" not in p.parts
        and set(p.read_text()) & set(arabic)
    ]
    assert wrong == []


def test_the_project_speaks_of_itself_alone() -> None:
    foreign = re.compile(r"\.\./shared|/(work|root|tmp)/|https?://(registry|files|pypi)\b")
    suffixes = {".py", ".js", ".html", ".md", ".txt", ".toml", ".css"}
    wrong = [
        name(p)
        for p in tracked()
        if p.suffix in suffixes
        and p.is_file()
        and "vendor" not in p.parts
        and p != Path(__file__)
        and foreign.search(p.read_text())
    ]
    assert wrong == []


def test_scripts_of_a_page_import_no_other_page() -> None:
    wrong = [
        (where, asked)
        for path in SCRIPTS
        for asked in re.findall(r'from "(\.[^"]+)"', path.read_text())
        if not allowed(where := name(path), name((path.parent / asked).resolve()))
    ]
    assert wrong == []


def allowed(where: str, asked: str) -> bool:
    """Whether a script may import another: core alone, course from core, a page from its own."""
    folder, _, rest = where.removeprefix("static/js/").partition("/")
    if asked.startswith("static/vendor/"):
        return True
    if folder == "core":
        return asked.startswith("static/js/core/")
    if folder == "course":
        return asked.startswith(("static/js/core/", "static/js/course/"))
    if folder == "terrain":
        return asked.startswith(("static/js/core/", "static/js/course/", "static/js/terrain/"))
    if folder != "demos":
        return not asked.startswith("static/js/demos/")
    page = rest.removesuffix(".js").split("/")[0]
    parts = ("core", "course", "terrain", f"demos/{page}")
    return asked.startswith(tuple(f"static/js/{part}/" for part in parts))
