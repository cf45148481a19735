"""A small HTTP server for monitors: ``/metrics``, ``/healthz`` and ``/readyz``. It is off unless the operator sets a port.

``/healthz`` answers as long as the event loop runs; ``/readyz`` is 200 only while questions are answered. Neither is for the public: the server
listens on this machine alone unless it is told otherwise, and has no password, as Prometheus' own have none.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final, Self

from aiohttp import web

from chatterbot import errors
from chatterbot.observability.exposition import Exposition
from chatterbot.observability.readings import Readings

__all__ = ("MonitorServer",)

_log = logging.getLogger(__name__)

DATABASE_S: Final = 3.0
"""Seconds in which the database has to answer: monitors usually wait five."""


class MonitorServer:
    """Answers monitors. Use `open`.

    Parameters
    ----------
    read
        Returns what can be read of the bot now.
    database
        Asks the database for something; raises `errors.StoreError`.
    """

    def __init__(self, read: Callable[[], Readings], database: Callable[[], Awaitable[object]]) -> None:
        self._read = read
        self._database = database
        self._exposition: Exposition | None = None
        self.port = 0
        """Where it listens."""

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, host: str, port: int, read: Callable[[], Readings], database: Callable[[], Awaitable[object]]
    ) -> AsyncGenerator[Self]:
        """Listen during the block.

        Raises
        ------
        errors.SettingsError
            If the address cannot be used, or the library is missing.
        """
        server = cls(read, database)
        try:
            server._exposition = await asyncio.to_thread(Exposition, read)
        except ImportError:
            raise errors.SettingsError(
                "metrics.port: metrics need the package prometheus-client: install the extra `metrics`, or set the port to 0."
            ) from None
        app = web.Application()
        app.router.add_get("/metrics", server._metrics)
        app.router.add_get("/healthz", server._healthz)
        app.router.add_get("/readyz", server._readyz)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, host, port).start()
            except OSError as error:
                raise errors.SettingsError(
                    f"metrics.host, metrics.port: {host}:{port} cannot be used: {error.strerror}."
                ) from None
            server.port = runner.addresses[0][1]
            _log.info("metrics for Prometheus on %s:%d/metrics", host, server.port)
            yield server
        finally:
            await runner.cleanup()

    async def _metrics(self, request: web.Request) -> web.Response:
        if self._exposition is None:
            raise web.HTTPServiceUnavailable
        body, content_type = self._exposition.text(request.headers.get("Accept", ""))
        return web.Response(body=body, headers={"Content-Type": content_type})

    @staticmethod
    async def _healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _readyz(self, _: web.Request) -> web.Response:
        now = self._read()
        found = {
            "ready": now.ready,
            "discord": bool(now.shards) and all(shard.connected for shard in now.shards),
            "database": await self._database_answers(),
            "lease": not now.lease_lost,
            "taking requests": not now.draining,
        }
        return web.json_response(found, status=200 if all(found.values()) else 503)

    async def _database_answers(self) -> bool:
        try:
            async with asyncio.timeout(DATABASE_S):
                await self._database()
        except (errors.StoreError, TimeoutError):
            return False
        return True
