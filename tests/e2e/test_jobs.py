"""/jobs: what was taught by job, what is under way, and stopping it."""

from __future__ import annotations

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons

from chatterbot.app import App
from chatterbot.plugins import training
from chatterbot.standin import Actor, Permission, StandIn

pytestmark = pytest.mark.e2e


@pytest.mark.usefixtures("app")
async def test_jobs_are_listed(discord: StandIn, boss: Actor) -> None:
    listed = await people.use(boss, "jobs")
    assert "There are no training jobs yet." in str(listed.content)
    await people.use(boss, "train", text="one? => 1")
    await people.use(boss, "train", text="nonsense")
    listed = await people.use(boss, "jobs")
    assert listed.ephemeral
    title, second, first = str(listed.content).split("\n")
    assert title == "**Training jobs**, newest first:"
    assert second.startswith(f"- **2** · ❌ failed, nothing taught · text · {boss.mention} · <t:")
    assert first.startswith(f"- **1** · ✅ done · text · {boss.mention} · <t:")
    assert first.endswith(" · 1 new, 0 known, 0 skipped")
    taught = await people.use(boss, "train", text="two? => 2")
    assert taught.message is not None
    await people.done(await boss.click(taught.message, "Undo"))
    listed = await people.use(boss, "jobs")
    assert f"- **3** · ↩️ undone by {boss.mention} <t:" in str(listed.content)
    assert "- **1** · ✅ done" in str(listed.content)
    other = discord.channel(discord.guild("Other"))
    there = discord.user("Eve", other).with_permissions(Permission.MANAGE_GUILD)
    assert "There are no training jobs yet." in str((await people.use(there, "jobs")).content)


async def test_a_job_cut_off_by_a_crash_is_shown(town: Town, boss: Actor) -> None:
    async with town.running() as app:
        scope = int(town.guild["id"])
        await app.services.store.journal.open_job(scope, int(boss.id), "datasets/faq.jsonl")
    async with town.running():
        listed = await people.use(boss, "jobs")
        assert "⚠️ interrupted by a restart, nothing taught · `datasets/faq.jsonl`" in str(listed.content)
        assert buttons(listed.message) == []


@pytest.mark.usefixtures("app")
async def test_a_job_can_be_stopped(boss: Actor) -> None:
    lines = "\n".join(f"question number {n} about {n * 7919} => answer {n}" for n in range(30_000))
    running = await boss.slash("train", file=("large.txt", lines.encode()))
    await running.wait(lambda i: buttons(i.message) if i.message and not i.loading else (), 20, "the Stop button")
    assert running.message is not None
    stopping = await boss.click(running.message, "Stop")
    assert stopping.content == "Stopping job 1. Nothing from it will be kept."
    stopped = await people.done(running, 30)
    assert stopped.content == "Stopped. Nothing was learned from it."
    assert "⏹️ stopped, nothing taught" in str((await people.use(boss, "jobs")).content)
    assert "is already over" in str(
        (await boss.click({**running.message, "components": stopping_row()}, "Stop")).content
    )


async def test_a_job_that_outlives_its_message_is_in_the_list(
    app: App, town: Town, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "QUICK_S", 0.0)
    lines = "\n".join(f"question number {n} about {n * 7919} => answer {n}" for n in range(3000))
    running = await boss.slash("train", file=("large.txt", lines.encode()))
    await running.wait(lambda i: buttons(i.message) if i.message and not i.loading else (), 20, "the Stop button")
    running.created -= 15 * 60
    (job,) = app.services.teaching.training(int(town.guild["id"]))
    await job.finished()
    assert "✅ done" in str((await people.use(boss, "jobs")).content)
    assert str(running.content).startswith("⏳")


def stopping_row() -> list[object]:
    return [
        {
            "type": 1,
            "id": 1,
            "components": [{"type": 2, "id": 2, "style": 2, "label": "Stop", "custom_id": "job-cancel:1"}],
        }
    ]
