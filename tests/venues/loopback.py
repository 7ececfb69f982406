"""A venue of the tests: an HTTP server on this machine that answers as it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

Answer = tuple[int, str, str] | None
SILENCE: Answer = (0, "", "")


class Server:
    """A venue that answers as told: (status, headers, body), None to hang up, SILENCE for no answer."""

    def __init__(self, answer: Callable[[bytes], Answer] | None = None) -> None:
        self.answers: list[Answer] = []
        self.answer = answer or (lambda request: self.answers.pop(0))
        self.requests: list[bytes] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    int(row.split(b":")[1])
                    for row in head.split(b"\r\n")
                    if row.lower().startswith(b"content-length")
                )
                self.requests.append(await reader.readexactly(length))
                answer = self.answer(self.requests[-1])
                if answer is None:
                    return
                if answer is SILENCE:
                    await reader.read()
                    return
                status, headers, body = answer
                writer.write(
                    f"HTTP/1.1 {status} X\r\n{headers}content-length: {len(body)}\r\n\r\n{body}".encode()
                )
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def a_venue(answer: Callable[[bytes], Answer] | None = None) -> AsyncIterator[Server]:
    """A running server; `answer` decides by the request's body, else `answers` are given in turn."""
    server = Server(answer)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening:
        yield server
