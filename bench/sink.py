"""`python -m bench.sink`: a mail server that takes every letter and remembers which; as quick as Python can be.

Prints "PORT ASKING_PORT" once it listens. Whoever connects to the second port and says a line is told, as one line of
JSON, how many letters came; after the line "which" also how many of them with which Message-ID.
"""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from perfhub.management.local.children import dies_with

MESSAGE_ID = re.compile(rb"^Message-ID:\s*<?([^>\r\n]+)", re.IGNORECASE | re.MULTILINE)
END = b"\r\n.\r\n"
letters: Counter[str] = Counter()
octets = 0


class Conversation(asyncio.Protocol):
    """One client. Answers whole lines as they come, so that nothing waits for anything."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.heard = b""
        self.in_letter = False
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.heard += data
        while self._letter() if self.in_letter else self._command():
            pass

    def _letter(self) -> bool:
        text, end, rest = self.heard.partition(END)
        if not end:
            return False
        self.in_letter, self.heard = False, rest
        self._keep(text)
        self.transport.write(b"250 taken\r\n")
        return True

    def _keep(self, text: bytes) -> None:
        global octets
        found = MESSAGE_ID.search(text[:4000])
        letters[found[1].decode() if found else ""] += 1
        octets += len(text)

    def _command(self) -> bool:
        line, end, rest = self.heard.partition(b"\r\n")
        if not end:
            return False
        self.heard = rest
        verb = line[:4].upper()
        if verb == b"DATA":
            self.in_letter = True
            self.transport.write(b"354 go on\r\n")
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 sink\r\n")
        return True


async def tell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What has come so far."""
    told: dict[str, object] = {"letters": letters.total(), "octets": octets}
    if (await reader.readline()).strip() == b"which":
        told["came"] = dict(letters)
    writer.write(json.dumps(told).encode() + b"\n")
    await writer.drain()
    writer.close()


async def main(port: int) -> None:
    loop = asyncio.get_running_loop()
    mail = await loop.create_server(Conversation, "127.0.0.1", port)
    asking = await asyncio.start_server(tell, "127.0.0.1", 0)
    print(mail.sockets[0].getsockname()[1], asking.sockets[0].getsockname()[1], flush=True)
    async with mail, asking:
        await mail.serve_forever()


@dataclass(frozen=True)
class Sink:
    """This server in a process of its own, and what came to it."""

    port: int
    asking_port: int

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def ask(self, words: str = "how many") -> dict:
        with socket.create_connection(("127.0.0.1", self.asking_port), timeout=60) as line:
            line.sendall(f"{words}\n".encode())
            return json.loads(line.makefile().readline())


@contextmanager
def sink() -> Iterator[Sink]:
    """The server, until the block ends."""
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.sink"],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=dies_with(os.getpid(), signal.SIGTERM),
    )
    try:
        assert server.stdout is not None
        port, asking_port = map(int, server.stdout.readline().split())
        yield Sink(port, asking_port)
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
