"""Test images, the whole test set, and the reader's own image."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from tests.browser.conftest import Visit
from tests.browser.lab import Lab, until
from tests.data import pictures

# Puts bytes into a file of the page and hands it over by paste or by drop.
HAND_OVER = """([bytes, type, way]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "mine.png", { type }));
  const about = { bubbles: true, cancelable: true };
  if (way === "paste") {
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, ...about }));
  } else {
    const place = document.getElementById("own-drop");
    place.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, ...about }));
    place.dispatchEvent(new DragEvent("drop", { dataTransfer: data, ...about }));
  }
}"""


def png(colour: tuple[int, int, int]) -> bytes:
    """A picture of one colour with a black corner, wider than high."""
    image = Image.new("RGB", (96, 64), colour)
    image.paste((0, 0, 0), (0, 0, 24, 24))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def numbers(lab: Lab, selector: str) -> list[float]:
    return [float(text) for text in lab(selector).all_inner_texts()]


def in_sight(lab: Lab, selector: str) -> int:
    """How many of these there are, while the reader looks at the place of own images."""
    lab("#own").scroll_into_view_if_needed()
    return lab(selector).count()


def test_nine_images_and_the_whole_test_set(visit: Visit, finished: str) -> None:
    lab = visit().lab(lang="en", run=finished)
    until(lambda: lab.number("test") > 0, "a test accuracy")
    right = int(lab("[data-note=test] bdi").first.inner_text().replace(",", ""))
    assert lab.number("test") == right / 10  # of a thousand
    lab("#test-images").scroll_into_view_if_needed()
    lab("#nine li").nth(8).wait_for()
    first = lab("#nine li").evaluate_all("(all) => all.map((li) => li.dataset.image)")
    assert first == [f"test:{i}" for i in range(9)]
    assert all(0 < p <= 1 for p in numbers(lab, "#nine li:first-child .num"))
    lab("#other-nine").click()
    lab("#nine li[data-image='test:17']").wait_for()

    matrix = lab("#confusion-table tbody tr").evaluate_all(
        """(rows) => rows.map((row) =>
          [...row.querySelectorAll('[data-cell]')].map((cell) => Number(cell.innerText)))"""
    )
    assert [sum(row) for row in matrix] == [100] * 10
    assert sum(matrix[i][i] for i in range(10)) == right
    assert lab("#confusion-table td.share").first.inner_text() == f"{matrix[0][0]:.1f}%"
    lab("[data-cell='3,5']").click()
    said = lab("#confusion-cell").inner_text()
    assert said == f"{matrix[3][5]} times the truth was cat and the network said dog."

    lab("#worst").scroll_into_view_if_needed()
    worst = lab("#worst-list li")
    until(lambda: worst.count() == 6, "the worst mistakes")
    sure = [float(text.split()[-1]) for text in worst.locator(".small").all_inner_texts()]
    assert sure == sorted(sure, reverse=True)
    worst.first.get_by_role("button").click()
    assert lab.query["v.image"] == worst.first.get_attribute("data-image")


@pytest.mark.parametrize("way", ["file", "paste", "drop"])
def test_an_image_of_ones_own(visit: Visit, finished: str, way: str) -> None:
    lab = visit().lab(lang="en", run=finished)
    lab("#own").scroll_into_view_if_needed()
    content = png((200, 30, 30))
    if way == "file":
        lab("#own-file").set_input_files(upload("mine.png", content))
    else:
        lab.js(HAND_OVER, [list(content), "image/png", way])
    until(lambda: in_sight(lab, "#own-answer .bars .num") == 5, "five classes")
    chances = numbers(lab, "#own-answer .bars .num")
    assert chances == sorted(chances, reverse=True)
    assert 0.2 < sum(chances) <= 1.01
    assert lab.query["v.image"].startswith("own:")
    colour = lab.js(
        """() => {
          const canvas = document.querySelector("#own-answer canvas");
          return [canvas.width, ...canvas.getContext("2d").getImageData(16, 16, 1, 1).data];
        }"""
    )
    assert colour == [32, 200, 30, 30, 255]
    lab("#layers").scroll_into_view_if_needed()
    lab("#layer-rows").get_by_text("your image").wait_for()


def upload(name: str, content: bytes, kind: str = "image/png") -> Any:
    return {"name": name, "mimeType": kind, "buffer": content}


@pytest.mark.parametrize(("lang", "word"), [("en", "expected"), ("fa", "لازم است")])
def test_a_disguised_file(visit: Visit, finished: str, lang: str, word: str) -> None:
    person = visit()
    person.expected += ["/api/images"]
    lab = person.lab(lang=lang, run=finished)
    lab("#own").scroll_into_view_if_needed()
    lab("#own-file").set_input_files(upload("cat.png", b"<html>not a picture</html>"))
    refused = lab("#own-refused")
    refused.wait_for()
    assert word in refused.inner_text()
    assert lab("#own-answer li").count() == 0
    assert "v.image" not in lab.query
    truncated = png((1, 2, 3))[:-30]
    lab("#own-file").set_input_files(upload("half.png", truncated))
    until(lambda: refused.is_visible() and word in refused.inner_text(), "a sentence again")
    lab("#own-file").set_input_files(upload("good.png", png((9, 9, 9))))
    until(lambda: in_sight(lab, "#own-answer li") == 1, "an answer")
    assert refused.is_hidden()


def test_a_refused_picture_keeps_its_numbers_in_order_in_persian(visit: Visit) -> None:
    person = visit()
    person.expected.append("status of 400")
    lab = person.lab(lang="fa")
    large = pictures.png(40_000, 1_001, 8, 0, b"")
    lab("#own-file").set_input_files(upload("no.png", large))
    lab("#own-refused bdi").get_by_text("40000×1001").wait_for()


@pytest.mark.parametrize(("lang", "what"), [("en", "of type PDF"), ("fa", "از نوع PDF")])
def test_what_came_is_said_in_words(visit: Visit, lang: str, what: str) -> None:
    """Whatever the browser takes the file for: its bytes are looked at."""
    person = visit()
    person.expected.append("status of 400")
    lab = person.lab(lang=lang)
    for kind in ("application/pdf", "image/jpeg", ""):
        lab("#own-file").set_input_files(upload("letter.pdf", b"%PDF-1.7\n", kind))
        lab("#own-refused").get_by_text(what).wait_for()
        lab("#own-file").set_input_files(upload("empty.png", b""))
        lab("#own-refused").get_by_text("empty" if lang == "en" else "خالی است").wait_for()
