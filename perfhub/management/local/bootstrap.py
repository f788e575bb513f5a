"""From a bare Python to a virtual environment that holds exactly the lock."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from perfhub.management.local.errors import Refusal
from perfhub.management.local.places import LOCK_FD, ROOT, VENV
from perfhub.management.local.steps import digest, environment, once, tool

PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ("base", "local"), "test": ("base", "local", "test")}
NO_PIP = (
    "the module venv has no pip here: install it (Debian, Ubuntu: apt install python3-venv), "
    "or put `uv` or a pip of 22.3 or newer on the PATH."
)


def inside() -> bool:
    """Is this the virtual environment's Python already?"""
    return Path(sys.prefix).resolve() == VENV.resolve()


def bootstrap(purpose: str, words: list[str], lock: int | None = None) -> None:
    """Make the virtual environment fit the lock, then start again inside it; returns only there."""
    if inside() and os.environ.get("PERFHUB_BOOTSTRAPPED"):
        return
    with one_at_a_time():
        if not VENV.is_symlink():  # a linked one is somebody else's: used as it stands
            make_venv()
            install(purpose)
    if lock is not None:
        os.set_inheritable(lock, True)
        os.environ[LOCK_FD] = str(lock)
    os.environ["PERFHUB_BOOTSTRAPPED"] = "1"
    os.execv(PYTHON, [str(PYTHON), "-m", "perfhub.management.local", *words])


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two starts in one checkout must not build one virtual environment together."""
    fd = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def works(python: Path) -> bool:
    """Does this interpreter start? It does not when the Python it was made from is gone."""
    try:
        return not subprocess.run([str(python), "-c", ""], capture_output=True).returncode
    except OSError:
        return False


def make_venv() -> None:
    """An empty virtual environment, with pip where this Python can give one; anew after an install that never ended."""
    if works(PYTHON) and not unfinished().exists():
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    with_pip = [] if has("ensurepip") else ["--without-pip"]
    tool("making the virtual environment", [base_python(), "-m", "venv", *with_pip, VENV], cwd=ROOT)


def base_python() -> str:
    """The Python that we were started with, also when that is some other virtual environment's."""
    return getattr(sys, "_base_executable", sys.executable)


def has(module: str) -> bool:
    """Does our own Python know this module?"""
    return not subprocess.run([base_python(), "-c", f"import {module}"], capture_output=True).returncode


def install(purpose: str) -> None:
    """Bring in what the lock names, by hash; a wider set installed earlier stays wide."""
    stamp = VENV / "perfhub-stamps"
    if purpose == "run" and (stamp / "test").exists():
        purpose = "test"
    files = [ROOT / "requirements" / f"{name}.txt" for name in LOCKS[purpose]]
    fingerprint = digest(files, sys.version)
    once("installing the locked packages", stamp / purpose, fingerprint, lambda: install_wholly(files))


def unfinished() -> Path:
    """Stands while packages are being installed: half a package passes for a whole one with every installer."""
    return VENV / "perfhub-unfinished"


def install_wholly(files: list[Path]) -> None:
    """Install, and leave a mark until it is done."""
    unfinished().touch()
    install_files(files)
    unfinished().unlink()


def install_files(files: list[Path]) -> None:
    """By uv where it can be had, else by pip: both check every hash."""
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        bring_uv(uv)
    if uv.exists():
        command: list[str | Path] = [uv, "pip", "sync", "--python", PYTHON, "--require-hashes", *files]
        try:
            tool("uv", command, cwd=ROOT, env=uv_environment())
            return
        except Refusal as refusal:
            if "disk is full" in str(refusal) or not (pip := pip_command()):
                raise
    elif not (pip := pip_command()):
        shutil.rmtree(VENV)  # once python3-venv is there, the next start makes one that has pip
        raise Refusal(NO_PIP)
    tool(
        "pip",
        [*pip, "install", "--require-hashes", "--no-deps", *(word for file in files for word in ("-r", file))],
        cwd=ROOT,
    )


def bring_uv(uv: Path) -> None:
    """Install uv from the lock with pip, or link the machine's own; without either, pip alone will do."""
    if pip := pip_command():
        wanted = VENV / "uv.txt"
        lines = (ROOT / "requirements" / "local.txt").read_text()
        entry = re.search(r"^uv==(?:.*\\\n)*.*\n", lines, re.MULTILINE)
        if entry:
            wanted.write_text(entry[0])
            subprocess.run(
                [*pip, "install", "--quiet", "--require-hashes", "-r", str(wanted)], cwd=ROOT, capture_output=True
            )
    elif machine := shutil.which("uv"):
        uv.symlink_to(machine)


def pip_command() -> list[str] | None:
    """The virtual environment's own pip, else the machine's, told to install into it."""
    quiet = ["--disable-pip-version-check"]
    if not subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode:
        return [str(PYTHON), "-m", "pip", *quiet]
    if not subprocess.run(
        [base_python(), "-m", "pip", "--python", str(PYTHON), "--version"], capture_output=True
    ).returncode:
        return [base_python(), "-m", "pip", "--python", str(PYTHON), *quiet]
    return None


def uv_environment() -> dict[str, str]:
    """uv does not read pip's variables; where only pip is told about an index or certificates, tell uv the same."""
    pairs = (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_EXTRA_INDEX_URL", "UV_INDEX"), ("PIP_CERT", "SSL_CERT_FILE"))
    told = {uv: os.environ[pip] for pip, uv in pairs if os.environ.get(pip) and not os.environ.get(uv)}
    return environment(
        UV_LINK_MODE="copy", UV_NO_PROGRESS="1", UV_PYTHON_DOWNLOADS="never", VIRTUAL_ENV=str(VENV), **told
    )
