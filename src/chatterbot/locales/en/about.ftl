# Hello, help and status.

command-hi = hi
command-hi-about = Say hello
hi = 👋 Hello, { $person }! Ask me anything: mention me, reply to me or write to me directly. { $help } shows what else I can do.

command-help = help
command-help-about = What I can do
help-title = What I can do
help-how =
    I answer with what people taught me. Mention me, reply to me, or write to me directly.
    Is an answer wrong? Right-click it (on a phone: press and hold) → Apps → **{ $correct }**. It takes effect from the next message.
help-how-talk = I answer with what people taught me. Mention me, reply to me, or write to me directly.
help-section-talk = Talking
help-section-teach = Teaching
help-section-data = Datasets and files
help-section-settings = Settings and privacy
help-section-menu = In a message's menu (right-click, or press and hold → Apps)
help-section-text = As text
help-text = Commands also work as messages: `{ $prefix }hi`. Outside of direct messages, mention me first.
help-text-anywhere = Commands also work as messages: `{ $prefix }hi`.
help-options = Options stand before the text, as `name: value`: `{ $prefix }settings teachers: managers`. Files are attached to the message.
help-options-direct = Options stand before the text, as `name: value`: `{ $prefix }settings strictness: strict`. Files are attached to the message.
help-options-feedback = Options stand before the text, as `name: value`: `{ $prefix }feedback rating: 5 I like it`.
help-marks = ✏️ for teachers · 🔧 for people with Manage Server
help-marks-managers = 🔧 for people with Manage Server

command-status = status
command-status-about = How I am doing: examples, response times, versions
status-title = How I am doing
status-fine = Everything works.
status-loading = ⏳ Still loading: { $parts }. Everything else works.
status-failing = ⚠️ Not working right now: { $parts }. Everything else works.
status-failing-and-loading = ⚠️ Not working right now: { $parts }. Still loading: { $loading }. Everything else works.
status-part-memory = my memory (what I am taught and asked may not be kept)
status-part-encoder = the recognition of reworded questions (I only compare words)
status-part-ears = speech recognition
status-part-voices = speaking
status-part-some-voices = some of my voices (others speak instead)
status-part-call = the connection to the voice channel
status-part-muted = speaking in the voice channel (nobody hears me there)
status-part-deafened = hearing in the voice channel (I hear nobody there)
status-unreadable = can't be read right now
status-knows = I know
status-examples =
    { $count ->
        [one] 1 example
       *[other] { $count } examples
    } ({ $dataset })
status-replies = Replies
status-no-replies = none since I started
status-reply-times =
    { $count ->
        [one] 1, within { $middle } ms
       *[other] { $count }: median { $middle } ms, 95th percentile { $slow } ms
    }
status-connection = Connection to Discord
status-latency = { $ms } ms
status-latency-unknown = not measured yet
status-since = Started
status-engine = Engine
status-engine-lexical = words only
status-versions = Versions
