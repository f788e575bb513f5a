"""Receivers of calls: real servers on this machine, some of which behave badly, and canaries that count who comes."""

import datetime as dt
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Heard:
    """One call as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Takes calls and answers as it is told: a status, or one for each call in turn."""

    host: str = HOST
    answers: list[int] = field(default_factory=list)
    otherwise: int = 204
    heard: list[Heard] = field(default_factory=list)
    said: bytes = b""
    port: int = 0
    before: Callable[[], None] = lambda: None

    @property
    def listed(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.listed}/hook?key=of-its-own"


class Server(ThreadingHTTPServer):
    """Callers may go when they have heard enough."""

    def handle_error(self, *_who):
        pass


@contextmanager
def receiver(host: str = HOST, *, tls: ssl.SSLContext | None = None, **told) -> Iterator[Receiver]:
    found = Receiver(host, **told)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.heard.append(Heard(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            found.before()
            status = found.answers.pop(0) if found.answers else found.otherwise
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", found.url + "/elsewhere")
            self.send_header("Content-Length", str(len(found.said)))
            self.end_headers()
            self.wfile.write(found.said)

        def log_message(self, *_words):
            pass

    server = Server((host, 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    found.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Canary:
    """Counts who comes, and treats each as it is told."""

    port: int
    came: int = 0


@contextmanager
def canary(host: str = HOST, *, treat: Callable[[socket.socket], None] = socket.socket.close) -> Iterator[Canary]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, 0), family=family)
    listening.settimeout(0.02)
    found, ended = Canary(listening.getsockname()[1]), threading.Event()

    def watch() -> None:
        while not ended.is_set():
            try:
                line, _who = listening.accept()
            except TimeoutError:
                continue
            found.came += 1
            threading.Thread(target=_treated, args=(treat, line), daemon=True).start()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()
        listening.close()


def _treated(treat: Callable[[socket.socket], None], line: socket.socket) -> None:
    with line, suppress(OSError):
        treat(line)


def silent(line: socket.socket) -> None:
    """Takes everything and says nothing."""
    line.settimeout(30)
    while line.recv(65536):
        pass


def dripping(line: socket.socket) -> None:
    """One byte of an answer every now and then, for ever."""
    line.recv(65536)
    for byte in b"HTTP/1.1 200 OK\r\n" + b"X-More: 1\r\n" * 10_000:
        line.sendall(bytes([byte]))
        time.sleep(0.1)


def endless(line: socket.socket) -> None:
    """Headers without an end, as fast as they are read."""
    line.recv(65536)
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        line.sendall(b"X-More: " + b"x" * 8000 + b"\r\n")


def nonsense(line: socket.socket) -> None:
    line.recv(65536)
    line.sendall(b"220 mail.example.test ESMTP\r\n")


def certified(folder: Path, name: str) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS with a certificate of this name, and the file of whoever made it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public
