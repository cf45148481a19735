"""Try an image without a container engine: its file system read-only, nobody's rights but the bot's own, Discord's stand-in beside it.

    $ buildah bud -t chatterbot . && root=$(buildah mount $(buildah from chatterbot))
    $ python -m tests.containers.trial "$root"

It needs root and Linux. What the engine itself does (networks, restarts, limits of memory) is not tried here.
"""

from __future__ import annotations

import asyncio
import json
import os
import pathlib
import re
import signal
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Mapping
from typing import Final

from chatterbot.standin import Actor, StandIn

DOCKERFILE: Final = pathlib.Path(__file__).parents[2] / "Dockerfile"
PLACE: Final = """
set -e
mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
mount -t tmpfs -o size=256m,mode=1777 tmp "$ROOT/tmp"
mount --bind "$DATA" "$ROOT/data"
mount --bind "$MODELS" "$ROOT/models"
mount -t proc proc "$ROOT/proc"
mount -o remount,ro,bind "$ROOT"
exec chroot --userspec="$OWNER" "$ROOT" /usr/bin/env -i -C /data "$@"
"""


def dockerfile() -> tuple[dict[str, str], str]:
    """Return the variables that the image sets, and the user that it runs as."""
    text = DOCKERFILE.read_text("utf-8").partition("\nFROM ${PYTHON_IMAGE}\n")[2].replace("\\\n", " ")
    (line,) = re.findall(r"^ENV (.*)$", text, re.MULTILINE)
    (owner,) = re.findall(r"^USER (\d+:\d+)$", text, re.MULTILINE)
    return dict(each.split("=", 1) for each in line.split()), owner


class Image:
    """The image's file system, and the two folders that are kept."""

    def __init__(self, root: pathlib.Path, kept: pathlib.Path) -> None:
        variables, self.owner = dockerfile()
        self.variables = {**variables, "PATH": f"{variables['PATH'].partition(':')[0]}:/usr/local/bin:/usr/bin:/bin"}
        self.root, self.data, self.models = root, kept / "data", kept / "models"
        user, group = map(int, self.owner.split(":"))
        for folder in (self.data, self.models):
            folder.mkdir(0o700)
            os.chown(folder, user, group)

    async def start(self, *words: str, **more: str) -> Process:
        """Start a program of the image, as an engine would with a read-only root and a tmpfs on /tmp."""
        given = [f"{name}={each}" for name, each in {**self.variables, **more}.items()]
        outside = {"ROOT": str(self.root), "DATA": str(self.data), "MODELS": str(self.models), "OWNER": self.owner}
        return await asyncio.create_subprocess_exec(
            *("unshare", "--mount", "--pid", "--fork", "--kill-child=SIGTERM", "sh", "-c", PLACE, "sh", *given, *words),
            env={"PATH": os.environ["PATH"], **outside},
            stdout=PIPE,
            stderr=STDOUT,
        )

    async def output(self, *words: str, **more: str) -> tuple[int, str]:
        """Run a program of the image to its end; returns its status and what it printed."""
        process = await self.start(*words, **more)
        printed, _ = await process.communicate()
        return process.returncode or 0, printed.decode("utf-8", "replace")


def size(folder: pathlib.Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file() and not each.is_symlink())


def child_of(process_id: int) -> int:
    """Return the process that another one started."""
    return int(pathlib.Path(f"/proc/{process_id}/task/{process_id}/children").read_text("ascii").split()[0])


async def answered(bot: Actor, discord: StandIn, process: Process) -> float:
    """Wait until the bot in the image answers a command; returns after how many seconds."""
    began = time.monotonic()
    ended = asyncio.create_task(process.wait())
    while not any(each["name"] == "hi" for each in discord.commands):
        done, _ = await asyncio.wait([ended], timeout=0.2)
        if done:
            raise SystemExit("the bot ended")
    ended.cancel()
    assert (await bot.slash("hi")).content
    return time.monotonic() - began


async def main(root: pathlib.Path) -> None:
    """Try everything, and print what was seen."""
    seen: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as kept:
        image = Image(root, pathlib.Path(kept))
        os.chmod(kept, 0o755)  # noqa: PTH101 - the program is nothing but this trial
        status, who = await image.output("sh", "-c", "id -u; touch /opt/x /etc/x x; cd /tmp; touch x")
        assert who.splitlines()[0] == image.owner.partition(":")[0], who
        assert who.count("Read-only file system") == 2, who
        status, seen["version"] = await image.output("chatterbot", "--version")
        assert status == 0, seen
        quiet = {"CHATTERBOT_SPEECH__EDGE": "false"}
        status, checked = await image.output("chatterbot", "check", **quiet)
        seen["check"] = [line for line in checked.splitlines() if re.match(r"(ok|set|off|missing|warn|FAIL) ", line)]
        assert status == 0, checked
        status, _ = await image.output("chatterbot", "health")
        assert status == 1
        async with StandIn() as discord:
            seen |= await lived(image, discord, quiet)
        seen["files in /data"] = sorted(str(each.relative_to(image.data)) for each in image.data.rglob("*"))
        seen["installed, MB"] = round(size(root / "opt/chatterbot") / 1e6)
    print(json.dumps(seen, indent=1, ensure_ascii=False))


async def lived(image: Image, discord: StandIn, quiet: Mapping[str, str]) -> dict[str, object]:
    """Run the bot on the stand-in: it answers, is healthy, is backed up and checked, and ends when it is told."""
    general = discord.channel(discord.guild("Town"))
    ann = discord.user("Ann", general)
    where = {"CHATTERBOT_DISCORD__TOKEN": discord.token, "CHATTERBOT_DISCORD__REST_URL": discord.rest_url}
    process = await image.start("chatterbot", "run", **where, **quiet)
    try:
        took = await answered(ann, discord, process)
        status, told = await image.output("chatterbot", "health")
        assert (status, told) == (0, "connected\n"), told
        status, _ = await image.output("sh", "-c", "chatterbot backup --to /data/backups")
        assert status == 0
        # As an engine does it: to the process itself, which has the number 1 in its own space.
        await asyncio.to_thread(os.kill, child_of(process.pid), signal.SIGTERM)
        began = time.monotonic()
        printed, _ = await asyncio.wait_for(process.communicate(), 25)
        ended = time.monotonic() - began
        assert process.returncode == 0, printed.decode()[-2000:]
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    status, deep = await image.output("chatterbot", "check", "--deep")
    assert status == 0, deep
    return {"answers after, s": round(took, 1), "ended after, s": round(ended, 1)}


if __name__ == "__main__":
    asyncio.run(main(pathlib.Path(sys.argv[1])))
