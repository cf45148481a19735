"""The playground's HTTP server: its routes, start and stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pathlib
import tempfile
import urllib.parse
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

import pydantic
from aiohttp import hdrs, web

from chatterbot import catalogue, errors, standin
from chatterbot.playground import browser, call, guard, model_switch, tab, town, uploads, wire
from chatterbot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Mapping

T = TypeVar("T")

STATIC: Final = pathlib.Path(__file__).parent / "static"
TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}
INLINE: Final = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "audio/ogg", "audio/mpeg", "audio/wav", "audio/x-wav"}
    | {"audio/webm", "audio/flac", "audio/mp4", "audio/aac"}
)
"""Content types that the browser may show inline; all others are downloads."""
PREFIX: Final = "playground-"
"""Prefix of the keys of the page's texts in the catalogue."""
PLACEHOLDERS: Final = (
    "name",
    "names",
    "size",
    "limit",
    "most",
    "min",
    "max",
    "author",
    "text",
    "emoji",
    "count",
    "label",
    "host",
)
"""Variables of the page's texts. The page fills them in, so its texts have no plural forms."""
SHUTDOWN_S: Final = 1.0
"""Seconds that open requests get to finish when the playground stops."""


class Playground:
    """The HTTP server of the page.

    Parameters
    ----------
    host, port
        Loopback address; port 0 takes a free one.
    world
        The guild, its channels and people.
    texts
        The message catalogue.
    """

    def __init__(self, host: str, port: int, world: town.Town, texts: catalogue.Catalogue) -> None:
        self._host = "127.0.0.1" if host == "localhost" else host
        self._port = port
        self._town = world
        self._texts = texts
        self._guard = guard.Guard(self._locked)
        self._uploads = uploads.Uploads()
        self.model = model_switch.ModelControl(int(world.guild["id"]), [int(person.id) for person in world.people])
        """The switch of the language model."""
        self._static = {
            file.name: (file.read_bytes(), TYPES[file.suffix]) for file in STATIC.iterdir() if file.suffix in TYPES
        }
        self._tabs: set[tab.Tab] = set()
        self._calls: set[call.CallSocket] = set()
        self._ready = False

    @property
    def link(self) -> str:
        """The link to open; it contains the secret."""
        return self._guard.link

    def set_bot_ready(self, *, ready: bool) -> None:
        """Note whether the bot is ready, and tell every open page."""
        self._ready = ready
        for page in self._tabs:
            page.bot_changed()

    def model_changed(self) -> None:
        """Tell every open page what the switch of the language model shows."""
        for page in self._tabs:
            page.model_changed()

    def _online(self) -> bool:
        return self._ready and self._town.discord.gateway.identified.is_set()

    # -- lifetime

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncGenerator[None]:
        """Serve the page while the context is open.

        Raises
        ------
        errors.SettingsError
            If the port is in use.
        """
        limit = self._town.discord.backend.chat.upload_limit
        app = web.Application(middlewares=[self._guard.middleware()], client_max_size=limit)
        app.router.add_get("/", self._page)
        app.router.add_get("/static/{name}", self._file)
        app.router.add_get("/texts/{language}.json", self._page_texts)
        app.router.add_get("/files/{id}/{name}", self._attachment)
        app.router.add_post("/uploads", self._upload)
        app.router.add_get("/socket", self._socket)
        app.router.add_get("/call", self._call)
        app.on_shutdown.append(self._close_pages)
        log = logging.getLogger(f"{__name__}.requests")
        refusals = guard.Refusals()
        log.addFilter(refusals)
        runner = web.AppRunner(app, access_log=None, logger=log, shutdown_timeout=SHUTDOWN_S)
        await runner.setup()
        if runner.server is not None:  # `setup` made it
            runner.server.request_handler = self._guard.outermost(runner.server.request_handler)
        try:
            try:
                await web.TCPSite(runner, self._host, self._port).start()
            except OSError as error:
                raise errors.SettingsError(
                    f"playground.port: {self._host}:{self._port} cannot be used ({error.strerror or error}). "
                    "Stop the program that uses it, or choose another port; 0 takes a free one."
                ) from None
            host = f"[{self._host}]" if ":" in self._host else self._host
            self._guard.bind(f"{host}:{runner.addresses[0][1]}")
            yield
        finally:
            await runner.cleanup()
            log.removeFilter(refusals)

    async def _close_pages(self, _: web.Application) -> None:
        await asyncio.gather(*(page.close() for page in (*self._tabs, *self._calls)))

    # -- routes

    async def _page(self, _: web.Request) -> web.Response:
        return self._content("index.html")

    async def _file(self, request: web.Request) -> web.Response:
        return self._content(request.match_info["name"])

    def _content(self, name: str) -> web.Response:
        # The files were read at the start and are looked up by name: no path of a request reaches the file system.
        if name not in self._static:
            raise web.HTTPNotFound
        body, kind = self._static[name]
        return web.Response(body=body, content_type=kind, charset="utf-8")

    async def _page_texts(self, request: web.Request) -> web.Response:
        language = request.match_info["language"]
        if language not in self._texts.languages:
            raise web.HTTPNotFound
        return web.json_response(self._page_texts_of(language))

    def _page_texts_of(self, language: str) -> Mapping[str, str]:
        """Return all texts of the page; placeholders stay as ``{name}``, for the page to fill in."""
        values = {name: "{" + name + "}" for name in PLACEHOLDERS}
        keys = (key for key in self._texts.keys(catalogue.DEFAULT_LANGUAGE) if key.startswith(PREFIX))
        return {key.removeprefix(PREFIX): self._texts.text(language, key, **values) for key in keys}

    def _locked(self, accepted: str) -> str:
        language = self._texts.language_of(accepted.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0].strip() or None)
        return self._texts.text(language, f"{PREFIX}locked")

    async def _attachment(self, request: web.Request) -> web.Response:
        file = self._town.discord.world.files.get(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        kind = file.content_type.split(";")[0].strip().lower()
        inline = kind in INLINE and "download" not in request.query
        name = urllib.parse.quote(file.filename)
        headers = {
            hdrs.CONTENT_DISPOSITION: f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{name}",
            # A file that is opened in a tab of its own may run no code and load nothing.
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        }
        kind = kind if inline else "application/octet-stream"
        status, body = _requested_part(request, file.data, headers)
        return web.Response(status=status, body=body, content_type=kind, headers=headers)

    async def _upload(self, request: web.Request) -> web.Response:
        name = request.query.get("name", "")[:255] or "file"
        data = await request.read()  # a body above the limit is answered with 413
        return web.json_response({"upload": self._uploads.add(name, data)})

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        page = tab.Tab(self._town, self._uploads, self._online, self.model)
        self._tabs.add(page)
        try:
            return await page.run(request)
        finally:
            self._tabs.discard(page)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        try:
            wanted = wire.JoinCall.model_validate(dict(request.query))
        except pydantic.ValidationError:
            raise web.HTTPBadRequest from None
        socket = call.CallSocket(self._town, wanted)
        self._calls.add(socket)
        try:
            return await socket.run(request)
        finally:
            self._calls.discard(socket)


def _requested_part(request: web.Request, data: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Return status and body for a request with or without a range; players seek with ranges (RFC 9110, section 14)."""
    headers[hdrs.ACCEPT_RANGES] = "bytes"
    try:
        requested = request.http_range
    except ValueError:
        return 200, data  # an invalid range may be ignored
    if requested.start is None and requested.stop is None:
        return 200, data
    first, end, _ = requested.indices(len(data))
    if first >= end:
        headers[hdrs.CONTENT_RANGE] = f"bytes */{len(data)}"
        return 416, b""
    headers[hdrs.CONTENT_RANGE] = f"bytes {first}-{end - 1}/{len(data)}"
    return 206, data[first:end]


async def serve(
    settings: Settings,
    run_bot: Callable[[Settings], contextlib.AbstractAsyncContextManager[T]],
    *,
    open_browser: bool,
    started: Callable[[str], None] | None = None,
    restarted: bool = False,
    switch_of: Callable[[T], model_switch.ModelToggle | None] = lambda _: None,
) -> None:
    """Run the playground and the bot until cancelled.

    The page opens before the bot is ready: it shows that the bot is starting, and when it is ready.

    Parameters
    ----------
    settings
        The program's settings; the bot gets them with the stand-in's token and address instead of Discord's.
    run_bot
        Runs the bot while its context is open; once the context is entered the bot answers.
    open_browser
        Whether to open the page in a browser, if a user sits at the terminal (see `browser`).
    started
        Called once with the page's link, which contains the secret.
    restarted
        Whether the playground ran before with the same data folder: the page then says that the old chat is gone.
    switch_of
        Returns the switch of the language model of a running bot; `None`: it has none.

    Raises
    ------
    errors.SettingsError
        If the port is taken.
    """
    texts = catalogue.Catalogue.load()
    async with town.Town(restarted=restarted) as world:
        playground = Playground(settings.playground.host, settings.playground.port, world, texts)
        async with playground.listening():
            if started is not None:
                started(playground.link)
            if open_browser:
                browser.show(playground.link)
            with _authority(world) as file:
                async with (
                    run_bot(settings_for(settings, world, file)) as running,
                    playground.model.connected(switch_of(running), playground.model_changed),
                ):
                    playground.set_bot_ready(ready=True)
                    try:
                        await asyncio.Event().wait()
                    finally:
                        playground.set_bot_ready(ready=False)


@contextlib.contextmanager
def _authority(world: town.Town) -> Generator[str]:
    """Return the path of a file with the voice server's certificate authority, for the bot; empty without a voice server."""
    try:
        certificate = world.discord.voice_ca
    except standin.SetupError:
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="chatterbot-") as folder:
        file = pathlib.Path(folder, "voice-authority.pem")
        file.write_text(certificate, encoding="ascii")
        yield str(file)


def settings_for(settings: Settings, world: town.Town, voice_ca: str = "") -> Settings:
    """Return the bot's settings in the playground: the stand-in instead of Discord, everything else unchanged."""
    discord = settings.discord.model_copy(
        update={
            "token": pydantic.SecretStr(world.discord.token),
            "rest_url": world.discord.rest_url,
            "voice_ca": voice_ca,
            "dev_guilds": (),
            "message_content": True,
            "answer_channels": tuple(
                int(channel["id"]) for channel in world.channels
            ),  # so that a newcomer needs no mention
        }
    )
    voice = settings.voice.model_copy(update={"mirror": True})  # so that a newcomer sees what was understood
    return settings.model_copy(update={"discord": discord, "voice": voice})
