"""One conversation in a terminal: the last reply, and the commands that refer to it."""

from __future__ import annotations

import collections
import contextlib
import datetime as dt
from collections.abc import Callable
from typing import Final

from chatterbot import markup, models, services, texts
from chatterbot.cli import composing
from chatterbot.generation import Remark, Scene, answer_words
from chatterbot.preferences import ModelMode
from chatterbot.teaching import teach_paraphrase

__all__ = ("HELP", "MODEL_HELP", "UNKNOWN", "Talk")

CHANNEL: Final = 0
"""Channel id of the terminal; no Discord channel has it."""
PERSON: Final = 0
"""User id of the person at the terminal; no Discord user has it."""

HELP: Final = """\
Say something, or:
  /teach QUESTION => ANSWER   teach an answer
  /teach ANSWER               teach the answer to your last question
  /correct ANSWER             correct the last reply
  /meant NUMBER               answer with the question you meant, of those shown, and learn that
  /why                        show where the last reply came from
  /undo                       take back the last thing you taught
  /help                       show this help
  /quit                       leave (or Ctrl-D)"""
MODEL_HELP: Final = f"""\
{HELP}
  /model                      show what the language model may write
  /model MODE                 choose it: off, taught, grounded or open
Ctrl-C ends an answer that is being written, and leaves the conversation otherwise."""
LONGEST_SHOWN: Final = 70
"""Most characters shown of a question that may be meant."""
MOST_REMARKS: Final = 10
"""Latest questions and answers that the model is told."""
UNKNOWN: Final = "I don't know. Teach me: /teach ANSWER"

_MODES: Final = {
    ModelMode.OFF: "nothing",
    ModelMode.TAUGHT: "only where a taught answer may fit",
    ModelMode.GROUNDED: "also from documents and more distant examples",
    ModelMode.OPEN: "also from its general knowledge",
}


class Talk:
    """One conversation: answers lines, and remembers the last reply and the last change for the commands.

    Parameters
    ----------
    show
        Shows words of an answer that a language model is writing, without a line's end.
    """

    def __init__(self, parts: services.Services, scope_id: int, show: Callable[[str], None] = lambda _: None) -> None:
        self._parts = parts
        self._scope = scope_id
        self._show = show
        self._remarks: collections.deque[Remark] = collections.deque(maxlen=MOST_REMARKS)
        self._turn: models.Turn | None = None
        self._change: int | None = None
        self._near: list[models.Example] = []
        """What the last question may have meant."""

    async def say(self, line: str) -> str:
        """Return the reply to a line, which is a command or a message to the bot.

        Raises
        ------
        errors.UserError
            If the command cannot be carried out; the error names its text in the catalogue.
        """
        verb, *rest_of_line = line.split(maxsplit=1) or [""]  # at white space of any kind
        rest = rest_of_line[0].strip() if rest_of_line else ""
        match verb.lower():
            case "/teach":
                return await self._teach(rest)
            case "/correct":
                return await self._correct(rest)
            case "/meant":
                return await self._choose(rest)
            case "/why":
                return await self._why()
            case "/undo":
                return await self._undo()
            case "/model":
                return await self._choose_mode(rest.lower())
            case "/help":
                return self.help
            case _ if verb.startswith("/"):
                return f"There is no command {verb}.\n{self.help}"
            case _:
                return await self._answer(line)

    @property
    def help(self) -> str:
        """What can be said here."""
        return MODEL_HELP if self.asks_model else HELP

    @property
    def asks_model(self) -> bool:
        """Whether a language model may be asked."""
        return self._parts.model is not None

    async def _answer(self, text: str) -> str:
        previous = self._turn.reply.text if self._turn is not None else None
        prompt = models.Prompt(text, PERSON, self._scope, CHANNEL, previous=previous or None)
        reply = await self._parts.conversation.reply(prompt)
        self._near = []
        written, notes = "", list[str]()
        if await self._parts.conversation.asks_model(prompt, reply):
            scene = Scene(remarks=tuple(self._remarks))
            async with self._parts.conversation.composing(prompt, reply, scene) as composition:
                async with contextlib.aclosing(composition.texts()) as growing:
                    written = await composing.new_words(growing, self._show)
                reply = composition.outcome.reply
                notes = [line for line in (composing.notice(composition.outcome),) if line]
        self._turn = await self._parts.conversation.delivered(prompt, reply, None)
        self._remember(prompt, reply)
        notes += composing.told(await self._parts.conversation.sources(self._scope, reply), reply)
        if written and written == reply.text:
            return "\n".join(["", *notes])  # the words are shown already
        if written:
            self._show("\n")  # they do not count: the model broke off, or was stopped
        self._near = await self._parts.conversation.suggestions(prompt, reply)
        if self._near:
            notes.append("Or did you mean this?" if len(self._near) == 1 else "Or did you mean one of these?")
            notes += [f"  /meant {number}   {_shown(each)}" for number, each in enumerate(self._near, 1)]
        return "\n".join([reply.text if reply.is_answer else UNKNOWN, *notes])

    async def _choose(self, chosen: str) -> str:
        """Answer with what the person meant, and learn that their question asks the same."""
        if self._turn is None or not self._near:
            return "There is nothing to choose from: ask something first."
        if not (chosen.isascii() and chosen.isdecimal() and 1 <= int(chosen[:3]) <= len(self._near)):
            return f"Write: /meant NUMBER, where NUMBER is 1 to {len(self._near)}"
        turn, example = self._turn, self._near[int(chosen[:3]) - 1]
        self._near = []
        self._turn = answered = await self._parts.conversation.choose(turn, example.id)
        taught = await teach_paraphrase(
            self._parts.teaching.changes,
            self._scope,
            PERSON,
            answered.reply.example_id or 0,
            turn.prompt,
            source="text",
            turn=answered,
        )
        self._change = taught.change_id
        return f"{answered.reply.text}\nLearned: {turn.prompt} asks the same."

    def _remember(self, prompt: models.Prompt, reply: models.Reply) -> None:
        """Keep an exchange for the model, in this conversation."""
        now = dt.datetime.now(dt.UTC)
        self._remarks.append(Remark(prompt.text, PERSON, "you", mine=False, at=now))
        if reply.is_answer:
            self._remarks.append(Remark(answer_words(reply), PERSON, "bot", mine=True, at=now))

    async def _choose_mode(self, wanted: str) -> str:
        if self._parts.model is None:
            return "No language model is asked in this conversation; `chatterbot chat --model` asks one."
        modes = ", ".join(ModelMode)
        if wanted:
            if wanted not in {*ModelMode}:
                return f"Write: /model MODE, where MODE is one of {modes}"
            await self._parts.preferences.change(self._scope, model=ModelMode(wanted))
        present = (await self._parts.preferences.get(self._scope)).model
        return f"{self._parts.model.name} writes: {present} ({_MODES[present]})"

    async def _teach(self, rest: str) -> str:
        question, arrow, answer = (part.strip() for part in rest.partition("=>"))
        if not arrow:
            question, answer = (self._turn.prompt if self._turn is not None else ""), question
        if not question or not answer:
            return "Write: /teach QUESTION => ANSWER"
        taught = await self._parts.teaching.teach(
            self._scope, PERSON, [models.NewExample(question, answer)], source="text"
        )
        if not taught.added:
            return "I knew that already."
        self._change = taught.change_id
        return f"Learned: {question} => {answer}"

    async def _correct(self, better: str) -> str:
        if self._turn is None or not better:
            return "Ask something first, then write: /correct ANSWER"
        receipt = await self._parts.teaching.correct(self._scope, PERSON, self._turn, better)
        self._change = receipt.change_id
        return f"Learned: {receipt.example.prompt} => {better}"

    async def _why(self) -> str:
        if self._turn is None:
            return "Nothing was said yet."
        explanation = await self._parts.conversation.explain(self._scope, self._turn)
        reply = explanation.turn.reply
        sure = f"confidence {reply.confidence:.2f}, needed {reply.threshold:.2f}"
        if reply.source in models.WRITTEN:
            return "\n".join(["A language model wrote it:", *composing.told(explanation.sources, reply)])
        lines = [f"No answer: {sure}."]
        if (example := explanation.example) is not None:
            when = example.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
            lines = [
                f"Example {example.id}: {example.prompt} => {example.reply or example.label}",
                f"  from {example.source}, {when}; {sure}",
            ]
        if (passage := explanation.passage) is not None:
            place = f"{passage.document.title}, {passage.heading}" if passage.heading else passage.document.title
            lines = [f"Passage {passage.id} of {place}", f"  from {passage.document.name}; {sure}"]
        if (other := explanation.runner_up) is not None:
            rank = "best match" if not reply.is_answer else "next best"
            lines.append(f"  {rank}: {other.prompt} => {other.reply or other.label}")
        if reply.composed is not None:  # the words are taught, or quoted
            lines += ["  chosen by a language model:", composing.made_by(reply.composed)]
        return "\n".join(lines)

    async def _undo(self) -> str:
        if self._change is None:
            return "There is nothing to undo."
        undone = await self._parts.teaching.undo(self._scope, PERSON, self._change)
        self._change = None
        return f"Taken back: {undone.removed} removed, {undone.restored} restored."


def _shown(example: models.Example) -> str:
    """Return a taught question on one line of a terminal."""
    return texts.clip(markup.in_order(example.prompt), LONGEST_SHOWN, whole_words=True)
