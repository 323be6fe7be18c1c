"""What ships beside the code: hashes, licences, style sheets, texts."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from webapp.assets import Assets
from webapp.rendering import ROOT

STATIC = ROOT / "static"
VENDORS = [STATIC / "vendor", ROOT / "tests" / "vendor"]
SHEETS = sorted((STATIC / "css").glob("*.css"))
PAIR = re.compile(r'\[\s*"((?:[^"\\]|\\.)+)",\s*"((?:[^"\\]|\\.)*)"\s*\]')
IN_TEMPLATE = re.compile(r'\(\("((?:[^"\\]|\\.)+)", "((?:[^"\\]|\\.)*)"\)')
PERSIAN = re.compile(r"[\u0600-\u06ff]")
PHYSICAL = re.compile(
    r"[{;]\s*((?:(?:margin|padding|border)-)?(?:left|right|top|bottom)(?:-\w+)?"
    r"|(?:min-|max-)?(?:width|height)|float|text-align:\s*(?:left|right))\s*[:;]"
)
COMMENT = re.compile(r"/\*.*?\*/|(?m:^\s*//.*$)", re.S)


@pytest.mark.parametrize("folder", VENDORS, ids=lambda p: p.parent.name)
def test_vendored_files_are_the_published_ones(folder: Path) -> None:
    listed = json.loads((folder / "hashes.json").read_text())
    for name, said in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == said["sha256"]
        assert (folder / said["licence_file"]).is_file()
    large = {p.name for p in folder.glob("*.min.js")}
    assert large == set(listed)


def test_every_font_has_its_licence() -> None:
    fonts = {p.name.split("-latin")[0] for p in (STATIC / "fonts").glob("*-latin.woff2")}
    licences = {p.stem.removeprefix("LICENSE-") for p in (STATIC / "licenses").glob("*.txt")}
    assert {"inter", "vazirmatn", "stix-two-math"} | fonts <= licences


def test_every_font_of_the_tokens_exists() -> None:
    named = re.findall(r'url\("\.\./(fonts/[^"]+)"\)', (STATIC / "css" / "tokens.css").read_text())
    assert len(named) == 6
    assert all((STATIC / name).is_file() for name in named)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda p: p.name)
def test_style_sheets_use_logical_properties(sheet: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)
    rules = re.sub(r"@(?:media|container)[^{]*", "", rules)
    assert PHYSICAL.findall(rules) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda p: p.name)
def test_style_sheets_fetch_nothing_from_elsewhere(sheet: Path) -> None:
    assert "//" not in re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)


def test_scripts_fetch_nothing_from_elsewhere() -> None:
    named = {
        (path.name, url)
        for path in (STATIC / "js").rglob("*.js")
        for url in re.findall(r"https?://[\w.]+", COMMENT.sub("", path.read_text()))
    }
    assert {url for _, url in named} <= {"http://www.w3.org"}


def test_an_address_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("one")
    first = Assets(tmp_path).url("a.css")
    (tmp_path / "a.css").write_text("two")
    assert first != Assets(tmp_path).url("a.css")
    assert re.fullmatch(r"/static/@[0-9a-f]{12}/a\.css", first)
    with pytest.raises(FileNotFoundError):
        Assets(tmp_path).url("b.css")


def test_a_page_names_every_module_it_will_import(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "a.js").write_text('import { x } from "./core/b.js";\nawait import("./late.js");\n')
    (tmp_path / "core" / "b.js").write_text('import "../c.js";\nexport {\n  y,\n} from "./d.js";\n')
    (tmp_path / "core" / "d.js").write_text("export const y = 1; // import nothing from here")
    (tmp_path / "c.js").write_text('import { y } from "./core/d.js";\n')
    named = [address.split("/", 3)[3] for address in Assets(tmp_path).modules("a.js")]
    assert named == ["a.js", "core/b.js", "c.js", "core/d.js"]


def pairs() -> list[tuple[str, str, str]]:
    scripts = [(p, PAIR) for p in (STATIC / "js").rglob("*.js")]
    templates = [(p, IN_TEMPLATE) for p in (ROOT / "templates").rglob("*.html")]
    return [
        (path.name, *pair)
        for path, pattern in scripts + templates
        for pair in pattern.findall(path.read_text(encoding="utf-8"))
        if " " in pair[0] or PERSIAN.search(pair[1])
    ]


def test_every_sentence_is_there_in_both_languages() -> None:
    found = pairs()
    assert len(found) > 60
    words = [p for p in found if re.search("[A-Za-z]{2}", re.sub(r"\{\w+\}", "", p[1]))]
    same = {"PNG", "CSV"}
    wrong = [p for p in words if p[1] not in same and not PERSIAN.search(p[2])]
    assert wrong == []
    assert [p for p in found if PERSIAN.search(p[1])] == []


def test_persian_joins_its_particles_with_a_half_space() -> None:
    apart = re.compile(r"(?:^|[\s«(])(?:ن?می) \w|\w ها(?:ی|یی)?(?=[\s.،؛»]|$)")
    assert [p for p in pairs() if apart.search(p[2])] == []
