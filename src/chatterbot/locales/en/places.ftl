# Places: what holds in single channels and categories.

error-places-no-voice = 🚫 This server wants me to stay out of { $channel }. Somebody who manages it can change that in the settings, under Places.
error-places-too-many = 🚫 At most { $most } channels and categories can have settings of their own. Take one back first.
error-places-gone = That channel does not exist any more, or I cannot see it.
error-places-dataset-gone = That dataset does not exist any more. Choose another one.
error-places-cannot-write = 🚫 I cannot write in { $channel }. There I need: **{ $permissions }**. Nothing was changed.
permission-view-channel = View Channel
permission-send-messages = Send Messages
permission-send-messages-in-threads = Send Messages in Threads

# The sections of /settings
settings-section-choose = Choose what to set
settings-section-answering = Answering
settings-section-answering-about = Which messages I answer, how sure I must be, and in which language
settings-section-teaching = Teaching
settings-section-teaching-about = Who can teach and correct me
settings-section-places = Places
settings-section-places-about = What is different in single channels and categories
settings-section-voice = Voice
settings-section-voice-about = Spoken answers and voice channels
settings-section-log = Log and digest
settings-section-log-about = Where I post what was taught, and what I could not answer
settings-section-handover = Hand over
settings-section-handover-about = Whom people can ask when I do not know the answer
settings-changed = ✅ **Saved.**
settings-outdated = ⚠️ Somebody else changed this in the meantime, so I changed nothing. This is how it is now; please choose again.
settings-as-server = as in the rest of the server
settings-places-shown = • Some channels have settings of their own: { $places }

settings-documents-on = Where nothing taught fits, I **quote imported documents**
settings-documents-off = Imported documents are **not quoted**
settings-size-small = This server counts as small: **everyone** teaches me at once
settings-size-large = This server counts as large: what others than teachers teach **waits for a teacher**
settings-teacher-roles = Teacher roles: { $roles }
settings-teacher-roles-none = Teacher roles: **none**
settings-log = Each change of what I know is posted in { $channel }
settings-log-none = Changes of what I know are **not posted** in a channel
settings-digest = Once a week I post in { $channel } what I could not answer
settings-digest-none = What I could not answer is **not posted** in a channel
settings-askers-on = People who manage the server **see who asked** what I could not answer
settings-askers-off = Nobody sees **who asked** what I could not answer
settings-handover = What I do not know can be handed over to people in { $channel }
settings-handover-none = Questions are **not handed over** to people
settings-handover-role = There I ping { $role }
settings-handover-role-none = There I ping **nobody**
settings-handover-every =
    { $minutes ->
        [0] **Each** question pings that role
        [one] That role is pinged at most **once a minute**
       *[other] That role is pinged at most once in **{ settings-minutes }**
    }
settings-minutes =
    { $minutes ->
        [0] no limit
        [60] 1 hour
        [360] 6 hours
        [1440] 1 day
        [10080] 1 week
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }
settings-role-silent = ⚠️ I cannot ping that role: allow everyone to mention it, or give me the permission Mention @everyone, @here and All Roles.

settings-place = { $place }: { $values }
settings-place-now = **{ $place }**: { $values }
settings-place-gone = a deleted channel
settings-places-none = No channel and no category has settings of its own. Choose one to give it some.
settings-places-more =
    { $count ->
        [one] and { $count } more
       *[other] and { $count } more
    }
settings-place-answers-unset = Answers: as in the server
settings-place-answers-yes = I answer everything
settings-place-answers-no = I answer nothing
settings-place-voice-unset = Voice: as in the server
settings-place-voice-yes = I come in to speak
settings-place-voice-no = I stay out of voice
settings-place-dataset = dataset { $name }
settings-place-dataset-gone = dataset { $name }, which does not exist any more: the active one answers

settings-press-answers_in-addressed = Only when addressed
settings-press-answers_in-channels = Chosen channels
settings-press-answers_in-everywhere = Everywhere
settings-press-documents-on = Quote documents
settings-press-documents-off = Quote no documents
settings-press-teachers-auto = By size
settings-press-teachers-everyone = Everyone
settings-press-teachers-teachers = Teacher roles
settings-press-teachers-managers = Managers
settings-press-speak-on = Add spoken versions
settings-press-speak-off = No spoken versions
settings-press-voice_answers-on = Answer voice messages aloud
settings-press-voice_answers-off = Answer voice messages in text
settings-press-mirror-on = Post transcripts
settings-press-mirror-off = Post no transcripts
settings-press-show_askers-on = Show who asked
settings-press-show_askers-off = Hide who asked
settings-press-clear = Back to the server's
settings-press-gone =
    { $count ->
        [one] Forget the deleted channel
       *[other] Forget { $count } deleted channels
    }
settings-pick-channels = Channels in which I answer everything
settings-pick-strictness = How sure I must be
settings-pick-language = Language of ordinary replies
settings-pick-teacher_roles = Teacher roles
settings-pick-calls = Which answers I speak in voice channels
settings-pick-talk = What I answer in voice channels
settings-pick-log_channel = Channel for the log of changes
settings-pick-digest_channel = Channel for the weekly digest
settings-pick-handover_channel = Channel of the people who help
settings-pick-handover_role = Role to ping there
settings-pick-handover_every = How often that role is pinged
settings-pick-place = Choose a channel or a category
settings-pick-dataset = Dataset that answers there
error-settings-everyone = 🚫 I never ping @everyone. Choose another role.
error-settings-channel-first = Choose a channel first, in the menu below: then I answer everything there.
settings-choice = { $what }: { $value }
settings-what-strictness = Strictness
settings-what-language = Language
settings-what-dataset = Dataset
settings-what-calls = Spoken answers
settings-what-talk = I answer in voice
settings-what-handover_every = Time between pings
