"""What is said of every way in which a graphics card cannot train, and of one that can."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.gpu.convolution import WAYS, Means
from tests.fake_card import FakeCard, compile_library
from tests.server import ROOT
from webapp.awaited import await_card
from webapp.runs.lab import open_lab
from webapp.settings import BadSetting, Settings
from webapp.supervisor import cards, doctor, graphics, serve
from webapp.supervisor import device as devices
from webapp.supervisor.cards import Graphics, look, means_of, why_not, why_slower
from webapp.supervisor.device import card_facts, choose_device, device_findings
from webapp.supervisor.probe import Card, Probe, ask
from webapp.supervisor.refusal import CannotServe
from webapp.supervisor.supervisor import Supervisor

WHEEL = {"cupy-cuda13x": "14.2.0"}
PROBE = Probe(
    cards=(Card("Fake Card", 90, 80_000_000_000),),
    cupy="14.2.0",
    nvrtc="13.0",
    archs=(75, 80, 90, 100),
    cublas="13.0.2",
    frontend="1.28.0",
    cudnn="9.27.0",
    ran="14",
)
SOUND = Graphics(13000, "580.82.07", WHEEL, PROBE)
OLD, WEAK, THOR = (replace(PROBE, cards=(Card("Card", level, 1),)) for level in (70, 61, 110))
TURING = replace(SOUND, probe=replace(PROBE, cards=(Card("Card", 75, 1),)))

WRONG = {
    "no driver": (Graphics(None, "", {}, None), "There is no CUDA driver here", "install"),
    "old driver": (Graphics(11080, "", WHEEL, None), "offers CUDA 11.8", "driver 525 or newer"),
    "no CuPy": (Graphics(13000, "", {}, None), "CuPy is missing: run `make gpu`", "cuBLAS"),
    "two wheels": (
        Graphics(13000, "", {**WHEEL, "cupy-cuda12x": "14.2.0"}, None),
        "cupy-cuda13x 14.2.0 and cupy-cuda12x 14.2.0 are installed together",
        "run `make gpu`, which leaves the right one",
    ),
    "wheel of 13, driver of 12": (
        replace(SOUND, driver=12080),
        "cupy-cuda13x is installed and the driver offers CUDA 12.8",
        "run `make gpu`, which installs cupy-cuda12x, or install driver 580",
    ),
    "wheel of 12, card of 13": (
        Graphics(13000, "", {"cupy-cuda12x": "14.2.0"}, THOR),
        "Card has compute capability 11.0",
        "beside cupy-cuda12x compiles for 7.5 to 10.0 without it",
    ),
    "no answer": (replace(SOUND, probe=Probe(trouble="signal 6")), "(signal 6)", "restart"),
    "no card": (
        replace(SOUND, probe=replace(PROBE, cards=(), errors={"cards": "cuInit says 100"})),
        "has no card to use (cuInit says 100)",
        "CUDA_VISIBLE_DEVICES",
    ),
    "weak card": (
        replace(SOUND, probe=WEAK),
        "Card has compute capability 6.1 and the kernels here need 7.5",
        "train on the CPU",
    ),
    "a card that 13 has dropped": (replace(SOUND, probe=OLD), "capability 7.0", "need 7.5"),
    "broken CuPy": (
        replace(SOUND, probe=replace(PROBE, cupy="", errors={"cupy": "bad ELF"})),
        "CuPy cannot be imported (bad ELF)",
        "run `make gpu`",
    ),
    "no NVRTC": (replace(SOUND, probe=replace(PROBE, nvrtc="")), "without NVRTC", "`make gpu`"),
    "no cuBLAS": (replace(SOUND, probe=replace(PROBE, cublas="")), "without cuBLAS", "`make gpu`"),
    "no kernel": (
        replace(SOUND, probe=replace(PROBE, ran="", errors={"ran": "no image"})),
        "The first kernel did not run (no image)",
        "install the newest driver",
    ),
    "a wrong sum": (replace(SOUND, probe=replace(PROBE, ran="13")), "expected 14, got 13", "make"),
}


@pytest.mark.parametrize("case", WRONG)
def test_each_fault_is_one_sentence_with_a_remedy(case: str) -> None:
    here, wrong, remedy = WRONG[case]
    said = why_not(here)
    assert said is not None
    assert wrong in said
    assert remedy in said
    assert said[0].isupper() or said.startswith("cupy")
    assert said.endswith(".")
    assert "\n" not in said


def test_a_sound_card_has_no_fault() -> None:
    assert why_not(SOUND) is None
    assert list(why_slower(SOUND, "bfloat16")) == []
    assert why_not(replace(SOUND, wheels={"cupy-cuda12x": "14.2.0"})) is None


@pytest.mark.parametrize(
    ("missing", "said"),
    [("frontend", "frontend is missing"), ("cudnn", "cuDNN is missing")],
)
def test_without_cudnn_the_slower_algorithm_is_said(missing: str, said: str) -> None:
    here = replace(SOUND, probe=replace(PROBE, **{missing: ""}))
    assert why_not(here) is None
    (slower,) = why_slower(here, "float16")
    assert said in slower
    assert "the slower algorithm" in slower
    assert "run `make gpu`" in slower


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_library(tmp_path_factory.mktemp("driver"))


@pytest.fixture
def card(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeCard:
    return FakeCard(tmp_path / "packages", library, monkeypatch)


def test_a_driver_a_card_and_its_libraries_are_asked(card: FakeCard) -> None:
    card.wheel("cupy-cuda13x")
    here = look()
    assert here == replace(
        SOUND,
        release=here.release,
        probe=replace(PROBE, cublas="13.1.2", archs=(75, 80, 90, 100, 120)),
    )
    assert why_not(here) is None
    facts = dict(card_facts(here))
    assert facts["gpu"].startswith("CUDA 13.0")
    assert facts["card"] == "Fake Card, 80 GB, compute capability 9.0"
    assert facts["cuda"] == (
        "cupy-cuda13x 14.2.0, NVRTC 13.0, cuBLAS 13.1.2, cuDNN 9.27.0, cuDNN frontend 1.28.0"
    )


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"init": 999}, "(cuInit says 999)"),
        ({"cards": 0}, "has no card to use (it shows none)"),
        ({"nvrtc": ""}, "without NVRTC"),
        ({"cublas": ""}, "without cuBLAS"),
        ({"ran": ""}, "(cudaErrorNoKernelImageForDevice)"),
        ({"hang": "crash"}, "do not answer (signal 6)"),
    ],
)
def test_what_fails_over_there_is_a_sentence_here(
    card: FakeCard, answers: dict[str, object], said: str
) -> None:
    card.wheel("cupy-cuda13x")
    card.says(**answers)
    assert said in (why_not(look()) or "")


def test_what_hangs_is_left_alone(card: FakeCard) -> None:
    card.says(hang=1)
    assert ask(0.5).trouble == "no answer within 0.5 s"


def test_nobody_asks_where_it_is_hopeless(card: FakeCard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "ask", lambda: pytest.fail("it was asked"))
    assert look().probe is None
    card.wheel("cupy-cuda13x")
    card.wheel("cupy-cuda12x")
    assert set(look().wheels) == {"cupy-cuda12x", "cupy-cuda13x"}
    card.says(driver=11020)
    assert look().probe is None


def test_a_library_that_is_no_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphics, "DRIVER", "libm.so.6")
    assert graphics.driver_version() is None


def test_the_release_of_the_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.82.07  Release Build\n"
    (tmp_path / "version").write_text(line + "GCC version: gcc version 12.3.0\n")
    monkeypatch.setattr(graphics, "RELEASE", tmp_path / "version")
    assert graphics.driver_release() == "580.82.07"


def install_gpu() -> tuple[int, str, str]:
    """What `make gpu` is told to do."""
    command = [sys.executable, "-m", "webapp.supervisor.graphics"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    return ran.returncode, ran.stdout.strip(), ran.stderr.strip()


def test_make_gpu_says_the_size_before_it_fetches(card: FakeCard) -> None:
    card.says(driver=14010)  # a driver takes every CUDA that is older than itself
    code, out, said = install_gpu()
    assert (code, out) == (0, "requirements-gpu13.txt")
    assert said == "Fetching CuPy, cuBLAS, NVRTC and cuDNN for CUDA 13: up to 670 MB."
    card.says(driver=12040)
    card.wheel("cupy-cuda12x")
    assert install_gpu()[1] == "requirements-gpu12.txt"
    card.wheel("cupy-cuda13x")
    code, out, said = install_gpu()
    assert out == "requirements-gpu12.txt cupy-cuda12x cupy-cuda13x"
    assert "890 MB. Removing cupy-cuda12x first. Removing cupy-cuda13x first." in said
    card.says(driver=11080)
    code, out, said = install_gpu()
    assert (code, out) == (1, "")
    assert "install driver 525 or newer" in said


def test_requirements_are_pinned_by_range() -> None:
    for major, suffix in ((12, "-cu12"), (13, "")):
        lines = (ROOT / f"requirements-gpu{major}.txt").read_text().splitlines()
        needs = [line for line in lines if line[0] not in "#-"]
        assert all(">=" in need and ",<" in need for need in needs)
        names = {need.split(">=")[0] for need in needs}
        assert names == {
            f"cupy-cuda{major}x",
            "nvidia-cudnn-frontend",
            f"nvidia-cudnn-jit-cu{major}",
            f"nvidia-cublas{suffix}",
            f"nvidia-cuda-nvrtc{suffix}",
            f"nvidia-cuda-runtime{suffix}",
        }
        assert "nvidia-cudnn-frontend>=1.22,<1.29" in needs


def test_device_is_chosen_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "look", lambda: pytest.fail("the card was asked"))
    assert choose_device(Settings()) == ("cpu", [])
    monkeypatch.setattr(devices, "look", lambda: replace(SOUND, driver=12080))
    with pytest.raises(CannotServe, match=r"^DEVICE=gpu: cupy-cuda13x .* With DEVICE=auto the CPU"):
        choose_device(Settings(device="gpu"))
    kind, (said,) = choose_device(Settings(device="auto"))
    assert kind == "cpu"
    assert said.startswith("Runs are trained on the CPU. cupy-cuda13x is installed")
    monkeypatch.setattr(devices, "look", lambda: Graphics(None, "", {}, None))
    assert choose_device(Settings(device="auto")) == ("cpu", [])
    monkeypatch.setattr(devices, "look", lambda: replace(SOUND, probe=replace(PROBE, cudnn="")))
    kind, (said,) = choose_device(Settings(device="auto"))
    assert kind == "gpu"
    assert "the slower algorithm" in said
    assert serve._with_device(Settings(device="auto")).device == "gpu"


def test_another_device_is_refused() -> None:
    with pytest.raises(BadSetting, match="DEVICE: expected one of cpu, gpu, auto, got 'tpu'"):
        Settings.read({"DEVICE": "tpu"})


def said_of(device: str, able: list[str], here: Graphics = SOUND) -> list[str]:
    found = device_findings(Settings(device=device), here, able)
    return [f"{one.mark}: {one.sentence}" for one in found]


def test_the_doctor_says_that_a_lost_card_is_waited_for(tmp_path: Path) -> None:
    await_card(tmp_path, 60.2)
    settings = Settings(device="gpu", data_dir=str(tmp_path))
    first = next(device_findings(settings, SOUND, []))
    assert first.mark == "note"
    assert first.sentence.startswith("A trainer lost the card and trains on the CPU meanwhile")
    assert first.sentence.endswith("the card is asked again in 60 s.")
    chosen = replace(settings, device="cpu")
    assert not any("lost" in one.sentence for one in device_findings(chosen, SOUND, []))


def test_the_doctor_tells_which_device_will_be_used() -> None:
    for asked in ("gpu", "auto"):
        sound, used = said_of(asked, ["cifar10"])
        assert sound.startswith("sound: Fake Card can train")
        assert used.startswith("sound: Runs of cifar10 will be trained on it, the others on")
    assert said_of("gpu", [])[1].startswith("note: No demo of this version trains on a card: runs")
    assert said_of("cpu", ["cifar10"])[1] == "note: Fake Card could train: DEVICE=gpu."
    broken = replace(SOUND, probe=replace(PROBE, nvrtc=""))
    assert said_of("gpu", [], broken)[1].startswith("fault: DEVICE=gpu is asked for and cannot")
    assert said_of("auto", [], broken)[1].startswith("note: CuPy is here without NVRTC")


def test_serving_with_a_card_that_cannot_be_stops_with_a_sentence(
    card: FakeCard, tmp_path: Path
) -> None:
    """Without CuPy; the doctor says the same, and how large the download is."""
    env = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "DEVICE": "gpu", "PORT": "8991"}
    ran = {
        name: subprocess.run(
            [sys.executable, "-m", "webapp", *name.split()],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env=env,
            timeout=60,
        )
        for name in ("", "doctor")
    }
    assert (ran[""].returncode, ran["doctor"].returncode) == (1, 1)
    assert ran[""].stderr.strip() == (
        "Gradient Lab does not start. DEVICE=gpu: CuPy is missing: run `make gpu`, which installs "
        "CuPy, cuBLAS, NVRTC and cuDNN. With DEVICE=auto the CPU trains until then."
    )
    assert "Traceback" not in ran[""].stderr + ran["doctor"].stderr
    assert "fault      DEVICE=gpu is asked for and cannot be. CuPy" in ran["doctor"].stdout


def test_the_doctor_tells_the_way_of_each_convolution_on_the_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.read({"DATA_DIR": str(tmp_path)})
    monkeypatch.setattr(doctor, "look", lambda: SOUND)
    said = doctor.report(settings)[0]
    first, second = (WAYS[key].reason[0] for key in ("columns", "cudnn"))
    for line in (
        f"{'vgg':<10} layer 0 on the card: columns ({first})",
        f"{'vgg':<10} layer 12 on the card: cudnn ({second})",
        f"{'resnet':<10} layer 4.project on the card: cudnn ({second})",
    ):
        assert line in said.splitlines()
    bare = replace(SOUND, probe=replace(PROBE, cudnn=""))
    monkeypatch.setattr(doctor, "look", lambda: bare)
    assert "on the card: cudnn" not in doctor.report(settings)[0]
    monkeypatch.setattr(doctor, "look", lambda: WRONG["no driver"][0])
    assert "on the card" not in doctor.report(settings)[0]


def test_a_bias_is_added_on_the_way_from_ampere_on() -> None:
    assert means_of(SOUND, "bfloat16") == Means(cudnn=True, cudnn_bias=True)
    assert means_of(TURING, "float16") == Means(cudnn=True)
    assert means_of(replace(SOUND, probe=None), "float16") == Means()


def test_what_bfloat16_costs_a_card_that_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cards before Ampere train with it all the same; at the start and by the doctor it is said."""
    asked = Settings(device="gpu", gpu_compute="bfloat16", data_dir=str(tmp_path))
    monkeypatch.setattr(devices, "look", lambda: TURING)
    kind, (said,) = choose_device(asked)
    assert kind == "gpu"
    assert said.startswith("GPU_COMPUTE=bfloat16 needs compute capability 8.0 (Ampere, 2020)")
    assert "Card has 7.5" in said
    assert said.endswith("GPU_COMPUTE=float16 is faster here.")
    assert choose_device(replace(asked, gpu_compute="float16")) == ("gpu", [])
    monkeypatch.setattr(doctor, "look", lambda: TURING)
    told, faults = doctor.report(asked)
    assert f"note       {said}" in told.splitlines()
    assert faults == 0
    assert "on the card: columns" in told
    assert "on the card: cudnn" not in told


def test_a_service_without_a_home_can_use_a_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CuPy keeps what it compiles at home, and fails where it cannot."""
    said = []

    def run(command: object, env: dict[str, str], **how: object) -> object:
        said.append(env.get("CUPY_CACHE_IN_MEMORY"))
        return subprocess.CompletedProcess([], 1, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    for home in (tmp_path, tmp_path / "none"):
        monkeypatch.setenv("HOME", str(home))
        ask()
    assert said == [None, "1"]
    settings = Settings(data_dir=str(tmp_path), trainers=1)
    monkeypatch.delenv("CUPY_CACHE_DIR", raising=False)
    for given, kept in (("", str(tmp_path / "kernels")), ("/elsewhere", "/elsewhere")):
        monkeypatch.setenv("CUPY_CACHE_DIR", given)
        lab = open_lab(settings)
        (trainer,) = Supervisor(lab, print).trainers
        assert trainer._env["CUPY_CACHE_DIR"] == kept
        lab.close()
