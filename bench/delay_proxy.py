"""A TCP proxy on 127.0.0.1 that holds every byte back for a while, each way, and narrows nothing."""

from __future__ import annotations

import asyncio
import threading


class DelayProxy:
    """From ``with`` to its end, what comes to ``port`` reaches ``target`` ``seconds`` later, and so does the answer."""

    def __init__(self, target: int, seconds: float) -> None:
        self.target, self.seconds = target, seconds
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> DelayProxy:
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        starting = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(self._carry(reader, server_writer), self._carry(server_reader, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Chunks wait side by side, not one after the other: a delay, not a narrow line.
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        sending = self._loop.create_task(self._send(waiting, writer))
        chunk = b"more"
        while chunk:
            try:
                chunk = await reader.read(1 << 16)
            except ConnectionError:
                chunk = b""
            waiting.put_nowait((self._loop.time() + self.seconds, chunk))
        await sending

    async def _send(self, waiting: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        chunk = b"more"
        while chunk:
            due, chunk = await waiting.get()
            await asyncio.sleep(due - self._loop.time())
            if not writer.is_closing():
                writer.write(chunk)
        writer.close()

    async def _stop(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
