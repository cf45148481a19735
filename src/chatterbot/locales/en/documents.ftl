# Reading and fetching documents.

error-document-too-large = `{ $name }` is { $size }; I read documents of at most { $limit }.
error-document-too-large-unpacked = `{ $name }` unpacks to more than { $limit }. Nothing was imported.
error-document-too-many-pages = `{ $name }` has { $pages } pages; I read at most { $limit }. Split it, or send the part that matters.
error-document-too-many-cells = `{ $name }` has more than { $limit } cells. Split it, or send the sheet that matters.
error-document-too-many-examples = `{ $name }` has more than { $limit } questions with answers. Split it.
error-document-too-long = `{ $name }` has more than { $limit } characters of text. Split it, or send the part that matters.
error-document-too-nested = `{ $name }` is nested more than { $limit } levels deep. Nothing was imported.
error-document-too-complex = `{ $name }` cannot be read: it is damaged, or takes too much memory or time. Save it again with another program, or send the part that matters.
error-document-took-too-long = Reading `{ $name }` took more than { $seconds } seconds, so I stopped. Split it, or send the part that matters.
error-document-broken = `{ $name }` is damaged, or it is not what its name says. Open it and save it again.
error-document-encrypted = `{ $name }` is protected by a password. Save a copy without the password and send that.
error-document-entities = `{ $name }` declares entities in its XML, which no usual program writes. Nothing was imported.
error-document-encoding = I cannot tell which letters `{ $name }` has. Save it as UTF-8.
error-document-no-text = `{ $name }` has pictures of text, but no text (a scan?). Run text recognition (OCR) over it first.
error-document-empty = There is no text in `{ $name }` that I can use.
error-document-no-replies = In `{ $name }` ({ $messages } messages) nobody used Discord's reply to answer a question, so there is nothing to import.
error-document-old-word = `{ $name }` is in Word's old format. Save it as DOCX and send that.
error-document-kind =
    `{ $name }` { $found ->
        [picture] is a picture.
        [media] is a recording or a video.
        [program] is a program.
        [slides] is a presentation.
        [book] is an e-book.
        [rtf] is an RTF file.
        [opendocument] is an OpenDocument file other than a spreadsheet.
        [archive] is an archive.
       *[other] has an unknown format.
    } I read Markdown, HTML, PDF, DOCX, text, CSV, XLSX and ODS.
error-document-export = `{ $name }` is not an export that I know, or nothing in it can be used. Nothing was imported.
error-document-busy = I am already reading as many documents as I can. Try again in a minute.
error-document-not-installed = I cannot read `{ $name }`, because a library ({ $library }) is not installed. Whoever runs me can install it: `pip install -c constraints.txt '.[documents]'`.

document-note-refused-rows =
    { $count ->
        [one] 1 row could not be read.
       *[other] { $count } rows could not be read.
    }
document-note-not-answers =
    { $count ->
        [one] 1 row was left out, because it says what not to answer.
       *[other] { $count } rows were left out, because they say what not to answer.
    }
document-note-chat = Messages: { $messages }. Replies to questions: { $pairs }. Other replies, which I left out: { $unasked }.
document-note-servers =
    { $count ->
        [one] The commands come from 1 server.
       *[other] The commands come from { $count } servers.
    }
document-note-placeholders =
    { $count ->
        [one] 1 answer was left out, because it has a placeholder that only the other bot can fill.
       *[other] { $count } answers were left out, because they have placeholders that only the other bot can fill.
    }
document-note-unanswered =
    { $count ->
        [one] 1 intent was left out, because it has no fixed answer of its own.
       *[other] { $count } intents were left out, because they have no fixed answer of their own.
    }

error-fetch-address = That is not an address of a web page. It begins with https://.
error-fetch-scheme = I only fetch addresses that begin with https:// or http://.
error-fetch-credentials = The address has a user name or password in it. I only fetch public pages.
error-fetch-port = The address names port { $port }. I only fetch from the usual ports of websites.
error-fetch-private = `{ $host }` is not a public address of the internet, so I do not connect to it.
error-fetch-redirects = The address leads on to another one more than { $limit } times, so I stopped.
error-fetch-status =
    { $status ->
        [401] The page can only be read by people who signed in (401).
        [403] The website does not let me read the page (403).
        [404] There is no such page (404).
        [429] The website says that it is asked too often (429). Try again later.
       *[other] The website answers with error { $status }.
    }
error-fetch-type = At that address is no document, but `{ $type }`.
error-fetch-too-large = The document at that address is larger than { $limit }.
error-fetch-took-too-long = The website took more than { $seconds } seconds, so I stopped.
error-fetch-unreachable = I cannot reach `{ $host }`. Check the address, or try again later.
