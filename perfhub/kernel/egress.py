"""The one way out: HTTP to addresses that people of an organization have typed in.

    status = post("https://chat.example.com/hook", body=b"{}", headers={...})

Whoever types an address must not reach what only this machine can reach. So a name is resolved once and its address
checked, and the connection goes to that very address; what the name says a moment later does not matter. Names only,
https only, public addresses only, no redirects, five seconds from the first step to the last, 64 kB either way. Of the
answer nothing but its status is given to anybody: a body would show what a server inside says.

An operator whose receivers are inside lists them, each with its port: PERFHUB_EGRESS_ALLOWED=hooks.intranet:8080. They
may be numbers, private, this machine, and without TLS; never the address at which clouds give away their keys.
"""

import http.client
import io
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings

from .tenancy import current

SECONDS = 5.0
MOST_BYTES = 64 * 1024  # of what is sent, and of what is read of an answer
LONGEST_URL = 2000
HTTPS = 443
LEAST_PORT = 1024  # below it only 443: what listens there does not speak HTTP

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]

PLAIN = re.compile(r"[!-~]+")  # printable ASCII, no space
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)\.?$")  # a host whose end is a number is one, however it is spelled

#: Part of IPv6 that is public, and what is not public of it.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in (
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),  # tunnels with an IPv4 inside, documentation
        *("192.88.99.0/24", "168.63.129.16/32"),  # a tunnel's end; what a cloud's machines ask for their keys
    )
]
#: Never, whatever an operator lists.
NEVER = [ipaddress.ip_network(network) for network in ("169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128")]


class Why(StrEnum):
    """Why nothing was delivered; no word of it comes from the other side."""

    ADDRESS = "address"  # it is no address we call
    INSIDE = "inside"  # it leads to where only this machine gets
    UNKNOWN = "unknown_name"
    UNREACHED = "unreached"
    TLS = "certificate"
    SLOW = "slow"
    NONSENSE = "no_http"


class NotDelivered(Exception):
    """Nothing was delivered, or nobody knows; `lasting` where it will not be otherwise later."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why

    @property
    def lasting(self) -> bool:
        return self.why is Why.ADDRESS


@dataclass(frozen=True)
class Target:
    """Where to: an address that was looked at letter by letter."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_listed(self) -> bool:
        """An operator has said that it may be inside."""
        return f"{self.host}:{self.port}" in settings.EGRESS_ALLOWED

    @property
    def authority(self) -> str:
        usual = HTTPS if self.scheme == "https" else http.client.HTTP_PORT
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == usual else f"{host}:{self.port}"


def target(url: str) -> Target:
    """The parts of an address that may be called. Raises NotDelivered; asks nobody."""
    if len(url) > LONGEST_URL or not PLAIN.fullmatch(url) or set(url) & set('\\"<>^`{|}#'):
        raise NotDelivered(Why.ADDRESS)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotDelivered(Why.ADDRESS) from error
    usual = {"https": HTTPS, "http": http.client.HTTP_PORT}.get(parts.scheme)
    if usual is None or not parts.hostname or "@" in parts.netloc or "%" in parts.netloc:
        raise NotDelivered(Why.ADDRESS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    found = Target(parts.scheme, parts.hostname, usual if port is None else port, path)
    if not found.is_listed and not _is_called(found):
        raise NotDelivered(Why.ADDRESS)
    return found


def _is_called(found: Target) -> bool:
    """Where nobody listed it: https to a name of several parts, none of which is a number in disguise."""
    labels = found.host.removesuffix(".").split(".")
    named = len(found.host) <= 253 and len(labels) > 1 and all(LABEL.fullmatch(label) for label in labels)
    port = found.port == HTTPS or found.port >= LEAST_PORT
    return found.scheme == "https" and named and NUMBER.search(labels[-1]) is None and port


def is_public(address: str) -> bool:
    """Does it lead to where everybody gets?"""
    found = _read(address)
    if any(found in network for network in NOT_PUBLIC if network.version == found.version):
        return False
    if isinstance(found, ipaddress.IPv6Address) and found not in GLOBAL_UNICAST:
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_private)


def _may_be_inside(address: str) -> bool:
    """May an operator's own receiver have it?"""
    found = _read(address)
    never = any(found in network for network in NEVER if network.version == found.version)
    return not (never or found.is_multicast or found.is_unspecified)


def _read(address: str) -> Address:
    """An address; that of IPv4 where IPv6 only wraps it."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a name, as this machine's resolver says."""
    return [str(place[0]) for *_kind, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def post(
    url: str, *, body: bytes, headers: Mapping[str, str], resolve: Resolve = resolved, seconds: float = SECONDS
) -> int:
    """Post to an address; the status of the answer, whatever it is. Raises NotDelivered.

    A redirect is an answer like any other: it is not followed.
    """
    if current.get() is not None:
        raise RuntimeError("nothing goes out inside an organization's transaction")
    if len(body) > MOST_BYTES:
        raise ValueError(f"at most {MOST_BYTES} bytes go out at once")
    until = time.monotonic() + seconds
    found = target(url)
    pinned = _pinned(found, resolve, until=until)
    try:
        with closing(_Line(_connected(found, pinned, until=until), until=until)) as line:
            return _asked(line, found, body, headers)
    except TimeoutError as error:
        raise NotDelivered(Why.SLOW) from error
    except ssl.SSLError as error:
        raise NotDelivered(Why.TLS) from error
    except http.client.HTTPException as error:
        raise NotDelivered(Why.NONSENSE) from error
    except OSError as error:
        raise NotDelivered(Why.UNREACHED) from error


def _pinned(found: Target, resolve: Resolve, *, until: float) -> list[str]:
    """The addresses that this name has for us, asked once. One that is inside among them, and all are refused."""
    addresses = _within(until, lambda: resolve(found.host, found.port))
    if not addresses:
        raise NotDelivered(Why.UNKNOWN)
    allowed = _may_be_inside if found.is_listed else is_public
    try:
        if not all(allowed(address) for address in addresses):
            raise NotDelivered(Why.INSIDE)
    except ValueError as error:
        raise NotDelivered(Why.UNKNOWN) from error
    return list(dict.fromkeys(addresses))


def _within(until: float, ask: Callable[[], list[str]]) -> list[str]:
    """What a resolver says, which itself knows no end of waiting."""
    said: list[list[str]] = []

    def listen() -> None:
        try:
            said.append(ask())
        except (OSError, UnicodeError):
            said.append([])

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    thread.join(max(0.0, until - time.monotonic()))
    if not said:
        raise NotDelivered(Why.SLOW)
    return said[0]


def _connected(found: Target, pinned: list[str], *, until: float) -> socket.socket:
    """A line to the first of the checked addresses to which there is a way."""
    *others, last = pinned
    for address in others:
        try:
            return _line_to(found, address, until=until)
        except (TimeoutError, ssl.SSLError):
            raise
        except OSError:  # a machine without IPv6, or one of several that is down
            continue
    return _line_to(found, last, until=until)


def _line_to(found: Target, pinned: str, *, until: float) -> socket.socket:
    """A line to this very address; with TLS, to whoever proves to be of that name."""
    family = socket.AF_INET6 if ":" in pinned else socket.AF_INET
    line = socket.socket(family, socket.SOCK_STREAM)
    try:
        line.settimeout(_left(until))
        line.connect((pinned, found.port))
        if found.scheme == "https":
            line.settimeout(_left(until))
            line = ssl.create_default_context().wrap_socket(line, server_hostname=found.host)
    except BaseException:
        line.close()
        raise
    return line


def _asked(line: "_Line", found: Target, body: bytes, headers: Mapping[str, str]) -> int:
    asking = http.client.HTTPConnection(found.host, found.port)
    asking.sock = line  # all that is asked of a socket
    asking.request("POST", found.path, body=body, headers={"Host": found.authority, "Connection": "close", **headers})
    return asking.getresponse().status


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Line:
    """A socket whose every step ends by one moment, and which gives no more than so many bytes."""

    def __init__(self, line: socket.socket, *, until: float) -> None:
        self._line, self._until = line, until

    def sendall(self, said: bytes) -> None:
        view = memoryview(said)
        while view:
            self._line.settimeout(_left(self._until))
            view = view[self._line.send(view) :]

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Heard(self._line, until=self._until))

    def close(self) -> None:
        self._line.close()


class _Heard(io.RawIOBase):
    """What comes along a line."""

    def __init__(self, line: socket.socket, *, until: float) -> None:
        self._line, self._until, self._more = line, until, MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        if self._more <= 0:
            raise http.client.HTTPException("an answer that does not end")
        self._line.settimeout(_left(self._until))
        heard = self._line.recv_into(buffer, min(len(buffer), self._more))
        self._more -= heard
        return heard
