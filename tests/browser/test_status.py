"""The presenter's status page: live rows, the queue, stopping; alike in both languages."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import Visit
from tests.browser.lab import LINEAR, until
from tests.browser.persian import latin_words
from tests.browser.test_axe import everywhere
from tests.browser.visitor import Visitor
from tests.server import Server
from webapp.secret import presenter_token
from webapp.settings import Settings


def become_presenter(person: Visitor, server: Server) -> None:
    token = presenter_token(Settings(data_dir=str(server.folder)))
    page = person.open(f"/#presenter={token}")
    page.locator("[data-notice=presenter].good").wait_for()
    page.close()


def crowd(visit: Visit, server: Server) -> tuple[Visitor, Visitor, str, list[str]]:
    """A presenter, a student with two running runs, and more of the student's that wait."""
    student, presenter = visit(), visit(reduced_motion="reduce")
    become_presenter(presenter, server)
    running = [student.start(**LINEAR, seed=seed) for seed in (1, 2)]
    until(lambda: all(student.run(run)["step"] > 5 for run in running), "two runs in training")
    waiting = [student.start(**LINEAR, seed=seed) for seed in (3, 4)]
    assert {student.run(run)["state"] for run in waiting} == {"queued"}
    return presenter, student, running[0], waiting


def test_who_runs_what_live(visit: Visit, server: Server) -> None:
    presenter, student, run_id, waiting = crowd(visit, server)
    page = presenter.open("/status", lang="en")
    rows, queue = page.locator("#runs tbody tr"), page.locator("#queue tbody tr")
    until(lambda: rows.count() == 2 and queue.count() == 2, "two rows and two that wait")
    first = rows.first
    assert "student" in first.locator("th .who").inner_text()
    cells = first.locator("td")
    assert cells.nth(0).inner_text() == "running"
    assert cells.nth(4).inner_text() == "NumPy"

    def number(column: int) -> float:
        text = cells.nth(column).locator("bdi").inner_text()
        return float(text.replace(",", "")) if text != "–" else 0.0

    step = number(2)
    until(lambda: number(2) > step, "a later step")
    until(lambda: number(3) > 0, "examples a second")
    assert page.locator("[data-tile=running]").inner_text() == "2"
    assert page.locator("[data-tile=waiting]").inner_text() == "2"
    assert [c.inner_text() for c in queue.locator("td:nth-child(2)").all()] == ["1", "2"]
    assert page.locator("#trainers tbody tr").count() >= 1
    assert page.locator("#devices li").count() >= 1

    # The same elements stay, whatever is written into them.
    page.evaluate("document.querySelector('#runs tbody tr').dataset.same = 'yes'")
    looks = int(page.evaluate("document.documentElement.dataset.looks"))
    until(
        lambda: int(page.evaluate("document.documentElement.dataset.looks")) > looks + 1,
        "two more looks",
    )
    assert first.get_attribute("data-same") == "yes"

    queue.first.get_by_role("button", name="Stop").click()
    queue.first.get_by_role("button", name="Keep").click()
    assert queue.first.get_by_role("button", name="Stop").count() == 1
    first.get_by_role("button", name="Stop").press("Enter")
    first.get_by_role("button", name="Stop").press("Enter")
    until(lambda: student.run(run_id)["state"] == "stopped", "the end of the student's run")
    until(lambda: queue.count() == 1, "one that waits less: it trains now")
    until(lambda: student.run(waiting[0])["state"] == "running", "the next in the queue")
    rows.first.locator("th a").click()
    page.wait_for_url("**/demos/cifar10?run=*")


def test_a_server_that_is_gone_is_said_and_forgotten_when_it_is_back(
    visit: Visit, server: Server
) -> None:
    presenter = visit()
    become_presenter(presenter, server)
    page = presenter.open("/status", lang="en")
    page.locator("[data-tile=disk]", has_text="B").wait_for()
    presenter.expected.append("ERR_FAILED")
    page.route("**/api/status*", lambda route: route.abort())
    page.locator("[data-notice=unreachable]").wait_for()
    assert page.locator("[data-tile=disk]").inner_text() != "–"
    page.unroute("**/api/status*")
    page.locator("[data-notice=unreachable]").wait_for(state="detached")


def test_a_student_is_told_whose_page_it_is(visit: Visit) -> None:
    student = visit()
    student.expected.append("status of 403")
    page = student.open("/status", lang="en")
    assert "open the presenter link" in page.locator("main").inner_text()


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_in_both_languages_for_everybody(visit: Visit, server: Server, lang: str) -> None:
    presenter, _, _, _ = crowd(visit, server)
    page = presenter.open("/status", lang=lang)
    page.locator("#queue tbody tr").nth(1).wait_for()
    if lang == "fa":
        assert latin_words(page) == []
    found = everywhere(page)
    assert found == {}, json.dumps(found, indent=1)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
