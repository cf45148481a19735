# Hello, help and status.

command-hi = hi
command-hi-about = Say hello
hi = 👋 Hello, { $person }! Ask me anything: mention me, reply to me or write to me directly. { $help } shows what else I can do.

command-help = help
command-help-about = What I can do
help-title = What I can do
help-how =
    I answer what I was taught. Mention me, reply to me, or write to me directly.
    Is an answer wrong? Long-press or right-click it → Apps → **{ $correct }**. It counts from the next message on.
help-section-talk = Talking
help-section-teach = Teaching
help-section-data = Datasets and files
help-section-settings = Settings and privacy
help-section-menu = In a message's menu (long-press or right-click → Apps)
help-section-text = As text
help-text = Commands also work as a message: `{ $prefix }hi`. Outside of direct messages, mention me first.
help-text-anywhere = Commands also work as a message: `{ $prefix }hi`.
help-marks = ✏️ for teachers · 🔧 for people who may manage the server
help-marks-managers = 🔧 for people who may manage the server

command-status = status
command-status-about = How I am doing, measured
status-title = How I am doing
status-fine = Everything works.
status-degraded-encoder = ⚠️ My text encoder could not be loaded. I compare words only, and recognise reworded questions less often.
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
       *[other] { $count }: half of them within { $middle } ms, 95% within { $slow } ms
    }
status-connection = Connection to Discord
status-latency = { $ms } ms
status-latency-unknown = not measured yet
status-since = Started
status-engine = Engine
status-engine-lexical = words only
status-versions = Versions
