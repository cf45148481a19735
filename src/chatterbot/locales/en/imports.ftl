# /import, and answers from documents

command-import = import
command-import-about = Read a document or web page and answer from it; alone: what was imported
option-import-url = url
option-import-url-about = Address of a page or document: https://…
option-import-file = file
option-import-file-about = Markdown, HTML, PDF, DOCX, text, CSV, XLSX, or what another bot exported
option-import-format = format
option-import-format-about = Only for what another bot or program exported, if I do not recognise it
import-kind-red = Red: custom commands
import-kind-nadeko = Nadeko: expressions
import-kind-rasa = Rasa: NLU data
import-kind-chatterbot = ChatterBot: corpus or database
import-kind-dialogflow = Dialogflow: agent
import-kind-botpress = Botpress: export
import-kind-chat = DiscordChatExporter: a channel
import-kind-words = red-customcom: red; nadeko: nadeko; rasa: rasa; chatterbot: chatterbot, corpus; dialogflow: dialogflow, agent; botpress: botpress; chat: chat, channel

import-found =
    📄 **{ $title }**: I found { $pairs ->
        [0] no questions with answers
        [one] { $pairs } question with its answer
       *[other] { $pairs } questions with answers
    } and { $passages ->
        [0] no passages to quote.
        [one] { $passages } passage to quote.
       *[other] { $passages } passages to quote.
    }
import-known =
    { $count ->
        [one] { $count } of the questions is taught already.
       *[other] { $count } of the questions are taught already.
    }
import-review = Which of these questions do you want? Page { $page } of { $pages }:
import-pair = ✅ “{ $question }” → “{ $answer }”
import-pair-left = ➖ ~~“{ $question }”~~ → “{ $answer }”
import-pair-more = (+{ $count } more wordings)
import-keep = Choose the questions that you want
import-take = Take these
import-take-all = Take all
import-cancel = Cancel
import-nothing-yet = Nothing of it is used yet.{ $passages ->
        [0] { "" }
       *[other] { " " }Passages are quoted, with their source, where no taught answer is sure.
    }
import-cancelled = 🗑️ Nothing was imported.
import-unchanged = 👌 “{ $title }” has not changed since it was imported { $when }. Nothing to do.
import-progress = ⏳ Importing: { $stage }…
import-stage-encoding = learning
import-done = ✅ **“{ $title }” is imported**: { $what }. In use from now on.
import-done-nothing = ✅ **“{ $title }” is imported**: nothing of it is new.
import-both = { $pairs } and { $passages }
import-pairs =
    { $count ->
        [one] { $count } question with its answer
       *[other] { $count } questions with answers
    }
import-passages =
    { $count ->
        [one] { $count } passage
       *[other] { $count } passages
    }
import-updated = 🔄 **“{ $title }” is up to date.** What changed:
import-updated-pairs = Questions with answers: { $added } new, { $removed } gone.
import-updated-passages = Passages: { $added } new or changed, { $kept } as before, { $removed } gone.
import-duplicates =
    { $count ->
        [one] { $count } more was known already.
       *[other] { $count } more were known already.
    }
import-unusable =
    { $count ->
        [one] { $count } question could not be used: it is empty or too long.
       *[other] { $count } questions could not be used: they are empty or too long.
    }

documents-none = Nothing was imported yet. Send a document along with this command, or the address of a page.
documents-title =
    { $count ->
        [one] 📚 **{ $count } imported document**
       *[other] 📚 **{ $count } imported documents**
    }
documents-line = 📄 **{ $title }** · questions: { $pairs }, passages: { $passages } · { $person } { $when }
documents-name = Imported from: { $name }
documents-choose = Choose a document to update or remove it
documents-back = All documents
documents-update = Update
documents-update-how = To update it, send the new version under the same file name.
documents-remove = Remove
documents-removed = 🗑️ “{ $title }” is removed; no longer in use: { $what }.
documents-removed-nothing = 🗑️ “{ $title }” is removed.

why-document = It is quoted from this document
why-document-gone = The document no longer exists: somebody erased it.
why-document-removed = It was removed or changed since.
why-passage = The whole passage
why-imported = imported by { $person } { $when }

error-import-one-source = Give either an address or a file, not both. Nothing was imported.
error-import-empty = I found neither questions with answers nor text to quote in { $name }. Nothing was imported.
error-import-gone = Somebody has already decided about this document, or it has waited for too long. Import it again.
error-document-gone = That document is not in use any more.
error-passages-full = This is too much: { $used } passages are in use here, { $new } would come, and { $limit } is the most. Remove documents that you do not need, or import less. Nothing was imported.
