"""Where everything lies: the checkout, the data folder, its lock, its keys."""

import base64
import fcntl
import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from perfhub.management.local.errors import Refusal, sentence

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
ASSETS = ROOT / ".assets"
TEST_ASSETS = ROOT / ".assets-test"
ROOM_NEEDED = 300 * 2**20  # a demo, its write-ahead log and some days of work
LOCK_FD = "PERFHUB_LOCK_FD"  # hands the lock over when the launcher starts itself again inside the virtual environment


@dataclass(frozen=True)
class Place:
    """One data folder: everything this installation keeps between two starts."""

    data: Path

    @property
    def logs(self) -> Path:
        return self.data / "log"

    @property
    def stamps(self) -> Path:
        return self.data / "stamps"

    @property
    def demo(self) -> Path:
        return self.data / "demo.json"


def data_folder(name: str = "") -> Place:
    """The data folder of PERFHUB_DATA (or `.data`), or one inside it, made if need be and surely writable."""
    base = Path(os.environ.get("PERFHUB_DATA") or ROOT / ".data").absolute()
    place = Place(base / name if name else base)
    try:
        place.data.mkdir(mode=0o755, parents=True, exist_ok=True)
        probe = place.data / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
        for folder in (place.logs, place.stamps):
            folder.mkdir(exist_ok=True)
    except OSError as error:
        raise Refusal(f"the data folder {place.data} cannot be written to: {sentence(error)}") from error
    if shutil.disk_usage(place.data).free < ROOM_NEEDED:
        raise Refusal(f"the disk is full: {place.data} needs {ROOM_NEEDED // 2**20} MB of room.")
    return place


def lock(place: Place) -> int:
    """Take the data folder for this launcher alone; the lock goes with the process, even with kill -9."""
    if LOCK_FD in os.environ:
        return int(os.environ.pop(LOCK_FD))
    fd = os.open(place.data / "launcher.pid", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = os.read(fd, 20).decode().strip() or "unknown"
        raise Refusal(f"already running with the data folder {place.data} (pid {pid}): stop that one first.") from None
    os.ftruncate(fd, 0)
    os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
    return fd


def port() -> int:
    """The port the web server is to listen on; surely free."""
    word = os.environ.get("PORT") or "8000"
    if not word.isdigit() or not 0 < int(word) < 65536:
        raise Refusal(f"PORT={word} is not a port: name a number between 1 and 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(word)))
        except PermissionError:
            raise Refusal(f"port {word} is reserved for root: name another one with PORT=….") from None
        except OSError:
            raise Refusal(f"port {word} is in use by another program: name another one with PORT=….") from None
    return int(word)


def keys(place: Place) -> str:
    """The key list of PERFHUB_KEYS, or one made for this data folder and kept there for its owner alone."""
    if given := os.environ.get("PERFHUB_KEYS"):
        return given
    path = place.data / "keys"
    if not path.exists():
        write_private(path, base64.urlsafe_b64encode(os.urandom(32)).decode())
    return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read; readers see the old one or the new one, never half of it."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)
