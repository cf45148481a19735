"""/jobs: what was taught by job, what is under way, and stopping it."""

from __future__ import annotations

import re

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons

from chatterbot.app import App
from chatterbot.plugins import training
from chatterbot.standin import Actor, Permission, StandIn
from chatterbot.store import JobState

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
        assert buttons(listed.message) == ["job-open"]
        opened = await boss.choose(listed.message or {}, "Open a job", "1")
        assert str(opened.content).startswith("**Job 1** · ⚠️ interrupted by a restart, nothing taught")
        assert buttons(opened.message) == ["jobs-page:b2"]


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


async def test_a_finished_job_opens_with_its_examples_and_its_undo(town: Town, boss: Actor) -> None:
    async with town.running():
        lines = " ;; ".join(f"question {n}? => **answer** {n}" for n in range(7))
        await people.use(boss, "train", text=lines)
    async with town.running():
        listed = await people.use(boss, "jobs")
        opened = await boss.choose(listed.message or {}, "Open a job", "1")
        shown = str(opened.content).split("\n")
        assert shown[0] == "**Job 1** · ✅ done · text"
        assert shown[1].startswith(f"{boss.mention} · <t:")
        assert re.search(r" · took \d+ s$", shown[1])
        assert shown[2] == "7 new, 0 known, 0 skipped"
        assert shown[3:5] == [
            "It taught 7 examples, of which 7 are in use:",
            "- “question 0?” → “\\*\\*answer\\*\\* 0”",
        ]
        assert shown[-1] == "… and 2 more"
        undone = await people.done(await boss.click(opened.message or {}, "Undo"))
        assert "↩️ Undone: 7 examples removed." in str(undone.content)
        again = await people.use(boss, "jobs")
        opened = await boss.choose(again.message or {}, "Open a job", "1")
        assert f"↩️ undone by {boss.mention}" in str(opened.content)
        assert "of which 0 are in use" in str(opened.content)
        assert buttons(opened.message) == ["jobs-page:b2"]
        back = await boss.click(opened.message or {}, "Back to the list")
        assert str(back.content).startswith("**Training jobs**")


@pytest.mark.usefixtures("app")
async def test_why_a_job_failed_is_said_without_the_words_of_what_was_sent(boss: Actor) -> None:
    secret = "my secret without an arrow"
    await people.use(boss, "train", text=secret)
    missing = await people.use(boss, "train", directory="nothing/here.txt")
    listed = await people.use(boss, "jobs")
    opened = await boss.choose(listed.message or {}, "Open a job", "1")
    assert "> One line cannot be used, so nothing was learned.\n> Line 1: " in str(opened.content)
    assert "secret" not in str(opened.content)
    opened = await boss.choose((await people.use(boss, "jobs")).message or {}, "Open a job", "2")
    assert f"> {missing.content}" in str(opened.content)


async def test_jobs_come_in_pages_for_managers_only(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    for number in range(23):
        job_id = await app.services.store.journal.open_job(int(town.guild["id"]), int(boss.id), f"file{number}.csv")
        await app.services.store.journal.note_job(int(town.guild["id"]), job_id, state=JobState.CANCELLED)
    listed = await people.use(boss, "jobs")
    second = await boss.click(listed.message or {}, "▶️")
    assert [line.split("**")[1] for line in str(second.content).split("\n")[1:]] == [str(n) for n in range(13, 3, -1)]
    third = await boss.click(second.message or {}, "▶️")
    assert str(third.content).count("\n") == 3
    back = await boss.click(third.message or {}, "◀️")
    assert back.content == second.content
    refused = await town.ask(ann, "!jobs")
    assert refused["content"] == "Only people with Manage Server can do that."
    olga = town.discord.user("Ольга", town.general, locale="ru").with_permissions(Permission.MANAGE_GUILD)
    listed = await people.use(olga, "jobs")
    opened = await olga.choose(listed.message or {}, "Открыть задание", "23")
    assert str(opened.content).startswith("**Задание 23**")


def stopping_row() -> list[object]:
    return [
        {
            "type": 1,
            "id": 1,
            "components": [{"type": 2, "id": 2, "style": 2, "label": "Stop", "custom_id": "job-cancel:1"}],
        }
    ]
