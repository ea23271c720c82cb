"""Builds what is measured and what measures."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

from .settings import BENCHMARKS, ROOT, WORK

NATIVE = WORK / "native"


def swoop() -> Path:
    return Path(os.environ.get("SWOOP") or ROOT / ".build/release/swoop").resolve()


def stripped_swoop() -> Path:
    """Without symbols, where it can be had: valgrind gives up on those of Swift."""
    strip = shutil.which("strip") or shutil.which("llvm-strip")
    if not strip:
        return swoop()
    target = WORK / "swoop-stripped"
    subprocess.run([strip, "-o", target, swoop()], check=True)
    return target


def origin() -> Path:
    return Path(os.environ.get("ORIGIN") or ROOT / ".build/release/swoop-origin").resolve()


def preload(name: str) -> str:
    return str(NATIVE / f"{name}.so")


def build() -> None:
    if not all(os.environ.get(variable) for variable in ("SWOOP", "ORIGIN")):
        subprocess.run(["make", "programs"], cwd=ROOT, check=True)
    NATIVE.mkdir(parents=True, exist_ok=True)
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        raise RuntimeError("no C compiler")
    for source in sorted((BENCHMARKS / "native").glob("*.c")):
        shape = [] if source.stem == "runner" else ["-fPIC", "-shared"]
        target = NATIVE / (source.stem + (".so" if shape else ""))
        flags = ["-O2", "-Wall", *shape, "-o", str(target), str(source), "-ldl", "-pthread"]
        subprocess.run([compiler, *flags], check=True)


def machine() -> str:
    """The processor, its cores, the memory and the kernel, in a line."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    kernel = f"{platform.system()} {platform.release()}"
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, {kernel}"
