# The playground's page. Plain texts only: the page fills in { $name } itself, so there are no plural forms here.

playground-title = Chatterbot playground
playground-locked =
    This playground belongs to somebody else, or it was restarted.
    Open the link that the program printed.
playground-subtitle = On this computer only
playground-skip = Skip to the message box

# Places and people
playground-channels = Channels
playground-text-channels = Text channels
playground-voice-channels = Voice channels
playground-direct-messages = Direct messages
playground-unread = unread
playground-join-voice = Join
playground-leave-voice = Leave
playground-in-voice = In { $name }
playground-join-voice-name = Join { $name }
playground-leave-voice-name = Leave { $name }
playground-speaks = speaking
playground-is-muted = muted
playground-is-deaf = deafened
playground-acting-as = You are
playground-role-member = Member
playground-role-admin = Can manage the server
playground-members = Members
playground-you = You
playground-language = Language
playground-theme = Theme
playground-theme-system = As the system
playground-theme-light = Light
playground-theme-dark = Dark
playground-side-column = First steps and members
playground-app-tag = APP
playground-bot-online = Ready
playground-bot-starting = Starting…
playground-bot-starting-banner = The bot is starting. You can already write; it answers as soon as it is ready.
playground-reconnecting = The connection to the playground is lost. If you restarted it, open the link it printed.
playground-topic-dm = Just you and the bot
playground-topic-voice = The voice channel's chat

# First steps
playground-first-steps = First steps
playground-first-steps-close = Close the first steps
playground-step-ask = Ask something
playground-step-ask-text = The bot already knows a few answers. Just ask: in these channels it needs no mention. It leaves chatter alone, as on a server.
playground-step-ask-do = Write a question
playground-step-ask-question = who are you?
playground-step-correct = Correct an answer
playground-step-correct-text = Right-click the bot's message (or press and hold it), choose “Correct this reply”, and ask again.
playground-step-correct-do = Open the menu
playground-step-correct-first = Ask the bot something first; then there is an answer to correct.
playground-step-train = Teach it many answers
playground-step-train-text = As Boss, use /train with a file of questions and answers: JSONL, CSV, YAML or plain text.
playground-step-train-do = Become Boss, open /train
playground-step-talk = Talk with it
playground-step-talk-text = Join the Lounge with your microphone, call the bot, and let it hear you. It answers aloud.
playground-step-talk-do = Join and call the bot
playground-loopback = A small imitation of Discord runs on this computer. What you write, say and teach stays here. Only what the bot says aloud may be sent to an online voice service (setting speech.edge), and questions to the server of a language model, if one is set up (llm.model) and switched on. When the playground stops, the chat is gone; what was taught is kept.
playground-no-emoji = No font with colour emoji was found on this computer, so some emoji may look like empty boxes. On Debian and Ubuntu, “sudo apt install fonts-noto-color-emoji” installs one.

# The language model
playground-model-title = Language model
playground-model-switch = Write answers from what was taught
playground-model-scripted = { $name } is a scripted model for trying things out: it joins taught answers and documents, with their numbers. You see an answer grow, where it comes from, and how a correction takes its place. Nothing leaves this computer.
playground-model-real = { $name }, on { $host }. While this is on, questions that no taught answer surely fits are sent there, with what was taught near them and the conversation.
playground-model-try = Try it with a question
playground-model-question = Does a program like you get tired of people?

# Messages
playground-messages = Messages
playground-message-label = { $author }: { $text }
playground-no-text = Message without text
playground-used = used
playground-jump = Jump to that message
playground-to-end = Jump to the latest ↓
playground-original-deleted = The original message was deleted
playground-thinking = { $name } is thinking
playground-typing = Typing: { $names }
playground-edited = (edited)
playground-only-you = Only you can see this
playground-dismiss-message = Dismiss message
playground-sending-command = Sending the command
playground-interaction-failed = This interaction failed
playground-failed-no-answer = The application did not respond
playground-unknown-mention = unknown
playground-spoiler = Spoiler: press to show
playground-reaction-label = { $emoji }, { $count }
playground-beginning = This is the beginning of { $name }
playground-beginning-text = Ask the bot something. Type / to see its commands.
playground-beginning-dm-text = Whatever you write here, the bot answers.
playground-restarted = The playground was restarted: the chat from before is gone, what was taught is kept.
playground-beginning-voice-text = This is the voice channel's chat. Join the channel, call the bot, and talk with it; here it asks whom it may hear.

# The menu of a message
playground-message-menu = Message actions
playground-add-reaction = Add a reaction
playground-reply = Reply
playground-more = More
playground-edit = Edit message
playground-edit-title = Edit message
playground-apps = Apps
playground-copy-text = Copy text
playground-copy-link = Copy message link
playground-copy-id = Copy message ID
playground-copied = Copied
playground-copy-failed = The browser does not allow copying here
playground-delete = Delete message

# Writing
playground-message-box = Message
playground-write-in = Message { $name }
playground-write-to = Message @{ $name }
playground-send = Send
playground-attach = Attach files
playground-attached-files = Attached files
playground-commands = Commands
playground-suggestions = Suggestions
playground-suggestions-count = Suggestions: { $count }
playground-replying-to = Replying to
playground-cancel-reply = Cancel reply
playground-drop-here = Drop the files to attach them
playground-remove-file = Remove { $name }
playground-file-too-large = { $name } is too large: { $limit } at most
playground-too-many-files = { $most } files at most

# Commands
playground-no-command = There is no such command for you here
playground-bot-offline-commands = The bot is starting; its commands will appear soon
playground-command-keys = Enter sends · Esc closes
playground-run = Send command
playground-required = required
playground-optional = (optional)
playground-remove-option = Remove { $name }
playground-choose = Choose…
playground-choose-file = Choose a file
playground-no-file = or drop it anywhere on the page
playground-yes = True
playground-no = False
playground-complete-failed = The bot gave no suggestions
playground-complete-none = Nothing matches
playground-field-required = This is required
playground-field-empty = Fill this in, or remove it
playground-field-number = Enter a number
playground-field-integer = Enter a whole number
playground-field-range = From { $min } to { $max }
playground-field-short = At least { $min } characters

# Dialogs
playground-submit = Submit
playground-cancel = Cancel
playground-close = Close
playground-apply = Apply
playground-modal-note = This form is sent to { $name }.
playground-modal-failed = Something went wrong. Try again.
playground-modal-unsupported = The playground cannot show this part of the dialog: { $label }

# Files and pictures
playground-file = File
playground-open-picture = Open { $name }
playground-picture-elsewhere = Picture on another server (not loaded)
playground-download = Download { $name }
playground-size-b = { $size } B
playground-size-kb = { $size } kB
playground-size-mb = { $size } MB

# Notices
playground-dismiss = Dismiss
playground-failed-connection = There is no connection to the playground
playground-failed-too-large = That file is too large
playground-failed-upload = The file did not arrive. Attach it again.
playground-failed-busy = Too many requests. Wait a moment.
playground-failed-invalid = Something went wrong. Reload the page.
playground-failed-other = That did not work

# Voice messages
playground-voice-message = Voice message
playground-voice-play = Play
playground-voice-pause = Pause
playground-voice-position = Position
playground-record = Record a voice message
playground-recording = Recording
playground-recording-send = Send the recording
playground-recording-cancel = Delete the recording
playground-recording-no-microphone = There is no microphone
playground-recording-not-allowed = The browser does not allow the microphone here

# A call in a voice channel
playground-call = Call
playground-call-joining = Joining…
playground-call-joined = Voice connected
playground-call-chat = Chat of { $name }
playground-call-bot = Call the bot here
playground-call-ended = The call has ended
playground-call-no-sound = Without sound: the libraries for it are not installed (extra “playground”).
playground-mute = Mute
playground-unmute = Unmute
playground-microphone-asking = Allow the microphone in the browser
playground-microphone-refused = The browser does not allow the microphone. You can still listen.
playground-microphone-missing = There is no microphone. You can still listen.
playground-microphone-broken = The microphone does not work. You can still listen.
playground-microphone-retry = Try again

# Forums and threads
playground-topic-forum = Each post is a question with its answers
playground-posts = Posts
playground-posts-about = Every post here is a thread. The bot answers a new post from its title and its text.
playground-posts-none = Nobody has written a post yet.
playground-new-post = New post
playground-post-title = Title
playground-post-text = Text
playground-post-tags = Tags
playground-post-no-tag = No tag
playground-post-answers = Answers: { $count }
playground-post-locked = Closed
playground-start-thread = Start a thread
playground-thread-name = Name of the thread
playground-threads-of = Threads of { $name }
playground-back-to = Back to { $name }
playground-beginning-thread-text = This is the beginning of the thread.
