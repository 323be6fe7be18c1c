"""What can be carried away: a state file, a link; and the way out of a divergence."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from tests.browser.conftest import Visit
from tests.browser.lab import LINEAR, SMALL, until


def test_save_and_load(visit: Visit, tmp_path: Path) -> None:
    owner, other = visit(), visit()
    lab = owner.lab(lang="en", **{**LINEAR, "seed": "11"})
    run_id = lab.run(steps=50)
    lab.press("main")
    lab.reaches("paused")
    until(lambda: lab.step == owner.run(run_id)["step"], "the last step")
    with lab.page.expect_download() as saved:
        lab("#act-save").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    assert file.suffix == ".safetensors"
    assert file.stat().st_size > 2 * 4 * 30_730

    theirs = other.lab(lang="en")
    theirs("#act-open").set_input_files(file)
    until(lambda: theirs.run_id and theirs.state == "running", "a run from the file")
    theirs.gets_to(lab.step + 20)
    assert theirs.run_id != run_id
    assert (theirs.query["layers"], theirs.query["seed"]) == ("dense", "11")
    with closing(other.events(theirs.run_id)) as events:
        assert next(data["step"] for name, data in events if name == "start") == lab.step
    at = lab.step
    curve = theirs.grown("loss", at + 15)
    lab.press("main")  # the one that was saved goes the same way
    lab.gets_to(len(curve))
    losses = owner.losses(run_id, most=len(curve))
    assert losses[at:] == curve[at:]
    # What lies before the start was said in the file, to five digits.
    assert [(step, float(f"{loss:.5g}")) for step, loss in losses[:at]] == curve[:at]


def test_a_file_that_is_no_state(visit: Visit) -> None:
    person = visit()
    person.expected += ["/api/states"]
    lab = person.lab(lang="en")
    file: Any = {"name": "x.safetensors", "mimeType": "", "buffer": b"not a state file at all"}
    lab("#act-open").set_input_files(file)
    lab.notice("refused").wait_for()
    assert "expected" in lab.notice("refused").inner_text()
    assert lab.run_id == ""


def test_a_link_restores_everything(visit: Visit) -> None:
    lab = visit().lab(lang="en", **SMALL)
    lab.type_into("seed", "77")
    lab("[name=view-maps][value=weights]").check()
    lab("#chart-loss [data-chip=log_y]").click()
    lab("#act-link").click()
    link = lab.notice("link").get_by_role("textbox").input_value()
    other = visit()
    theirs = other.lab(lang="fa")
    theirs.page.goto(link)
    theirs.ready()
    expected = {**SMALL, "seed": "77", "v.maps": "weights", "v.log_y": "1"}
    assert {name: theirs.query.get(name) for name in expected} == expected
    assert theirs("[data-row]").count() == 4
    assert theirs("#f-seed").input_value() == "77"
    assert theirs("[name=view-maps][value=weights]").is_checked()
    assert theirs("#run-main").inner_text() == "اجرا"  # the language is the reader's own


def test_a_short_link(visit: Visit) -> None:
    person = visit()
    first = person.lab(lang="en")
    state = {"demo": "cifar10", "params": {**SMALL, "seed": "78"}, "view": {"maps": "weights"}}
    status, said = person.call("POST", "/api/links", state)
    assert status == 201
    expected = {**SMALL, "seed": "78", "v.maps": "weights"}
    # As it is given away, and as it arrives where the state is too long for an address.
    for path in (said["url"], f"/demos/cifar10?link={said['id']}"):
        first.page.goto(person.address(path))
        lab = first.ready()
        until(lambda: first.query.get("seed") == "78", "the state in the address")
        assert {name: lab.query.get(name) for name in expected} == expected
        assert "link" not in lab.query
        assert lab("[data-row]").count() == 4
        assert lab("[name=view-maps][value=weights]").is_checked()


def test_divergence_is_explained_and_mended(visit: Visit) -> None:
    person = visit()
    asked = {**SMALL, "rule": "sgd", "lr": "1", "speed": "free", "schedule": "constant"}
    lab = person.lab(lang="en", **asked)
    lab.press("main")
    notice = lab.notice("note")
    notice.wait_for()
    until(lambda: lab("#run-state").inner_text() == "diverged", "the word at the run bar")
    said = " ".join(notice.inner_text().split())
    numbers = notice.locator("bdi").all_inner_texts()
    step, last_loss, last_step = (float(text.replace(",", "")) for text in numbers[:3])
    assert "stopped being a number" in said
    assert step == lab.step > last_step >= 0
    assert last_loss > 0
    assert "0.1" in numbers
    bad = lab.run_id
    notice.get_by_role("button").click()
    until(lambda: lab.run_id != bad, "another run")
    lab.gets_to(3)
    assert person.run(lab.run_id)["params"]["lr"] == "0.1"
    assert notice.count() == 0
