# /настройки

command-settings = настройки
command-settings-about = Где и на каком языке я отвечаю, насколько строго и кто меня учит
option-settings-answers_in = ответы
option-settings-answers_in-about = На какие сообщения я отвечаю
choice-settings-answers_in-addressed = только если меня упомянули или ответили мне
choice-settings-answers_in-channels = также на всё в выбранных каналах
choice-settings-answers_in-everywhere = на всё, что могу прочитать
settings-answers-in-words = addressed: по обращению, обращение, упоминание; channels: каналы, выбранные каналы, в каналах; everywhere: везде, на всё, всё, все
option-settings-channel = канал
option-settings-channel-about = Отвечать в этом канале на всё или перестать
option-settings-language = язык
option-settings-language-about = Язык обычных ответов
option-settings-strictness = строгость
option-settings-strictness-about = Насколько я должен быть уверен, чтобы ответить
choice-settings-strictness-relaxed = низкая: верных ответов на 4 % больше обычного, неверных — на 20 % больше
choice-settings-strictness-default = обычная
choice-settings-strictness-strict = высокая: верных ответов на 7 % меньше обычного, неверных — на четверть
choice-settings-strictness-very-strict = очень высокая: верных ответов на пятую часть меньше обычного, неверных — вдвое
settings-strictness-words = relaxed: низкая, мягкая; default: обычная, нормальная; strict: высокая, строгая; very-strict: очень высокая, очень строгая
option-settings-speak = озвучка
option-settings-speak-about = Добавлять к ответам голосовую версию
option-settings-teachers = учителя
option-settings-teachers-about = Кто может меня исправлять и учить
choice-settings-teachers-auto = на маленьком сервере все, на большом учителя
choice-settings-teachers-everyone = все
choice-settings-teachers-teachers = участники с ролью учителя, остальные предлагают
choice-settings-teachers-managers = только участники с правом «Управлять сервером»
settings-teachers-words = auto: авто, автоматически, обычно; teachers: учителя, учитель; everyone: все, любые, каждый, участники; managers: управляющие, модераторы, админы, администраторы, менеджеры

option-settings-talk = разговоры
option-settings-talk-about = На что я отвечаю в голосовых каналах
choice-settings-talk-never = ни на что: я не слушаю
choice-settings-talk-called = на то, что говорят мне: наедине, по имени или продолжая разговор
choice-settings-talk-fitting = также на всё, что очень похоже на выученное
settings-talk-words = never: ничего, ни на что, никогда, выкл, нет; called: обращение, по обращению, по имени; fitting: похожее, на похожее, всё похожее
option-settings-names = имена
option-settings-names-about = На какие ещё имена я откликаюсь в голосовых каналах: до 10 через запятую; - убирает все
option-settings-mirror = запись_в_чат
option-settings-mirror-about = Писать в чат голосового канала, кто что сказал и что я ответил
option-settings-transcripts = срок_хранения
option-settings-transcripts-about = Сколько дней хранить сказанное и ответы, чтобы их можно было исправить; 0 — не хранить

settings-title = **Настройки**
settings-saved = **Сохранено.** Теперь настройки такие:
settings-answers-in = Отвечаю: **{ $where }**
settings-answers-in-dm = В личных сообщениях отвечаю **на всё**
settings-answers-in-channels = Отвечаю, если меня упомянули или ответили мне, и на всё в { $channels }
settings-language = Язык обычных ответов: **{ $language }**
settings-language-default = язык сообщения, если его можно определить
settings-language-words = en: английский, англ; ru: русский, рус, по-русски; default: по умолчанию, авто, автоматически, любой, язык сообщения
settings-strictness = Строгость: **{ $level }**
settings-speak-on = К ответам добавляю **голосовую версию**
settings-speak-off = Ответы **только текстом**
settings-teachers = Учить и исправлять могут: **{ $who }**
settings-talk = На что отвечаю в голосовых каналах: **{ $which }**
settings-names = В голосовых каналах откликаюсь ещё и на имена: **{ $names }**
settings-names-none = В голосовых каналах откликаюсь **только на своё имя**
settings-mirror-on = Кто что сказал и что я ответил, **пишу и в чат голосового канала**
settings-mirror-off = То, что говорят в голосовых каналах, в их чат **не пишу**
settings-transcripts =
    { $days ->
        [one] Сказанное и ответы на него хранятся **{ $days } день**
        [few] Сказанное и ответы на него хранятся **{ $days } дня**
       *[other] Сказанное и ответы на него хранятся **{ $days } дней**
    }
settings-transcripts-none = Сказанное и ответы на него **не хранятся**
settings-mirror-keeps = ℹ️ То, что пишу в чат, я храню один день, чтобы работали кнопки под ним. Хранить дольше: параметр `срок_хранения`.
settings-mirror-ends = ℹ️ В чат голосового канала я больше не пишу: без записи кнопки там не работают.
settings-how-below = -# Выберите ниже, что изменить, или используйте { $command } с параметрами; сообщением: `язык: ru` после команды.
settings-how = -# Чтобы изменить: { $command } с нужным параметром, или сообщением: `язык: ru` после команды.
settings-needs-content =
    ⚠️ Я не вижу сообщений, в которых меня не упомянули и мне не ответили. Чтобы я их видел, владелец бота должен включить
    Message Content Intent (на портале разработчиков Discord) и `message_content = true`. Пока отвечаю, только когда ко мне обращаются.
error-settings-language = На этом языке я пока не говорю. Говорю: { $languages }.
error-settings-server-only = Где отвечать и кто меня учит, настраивают на сервере. В личных сообщениях я отвечаю на всё, а учите меня только вы.
error-settings-names = Имён может быть до { $most }, каждое длиной от { $shortest } до { $longest } символов, через запятую; `-` убирает все.
error-settings-mirror = То, что я пишу в чат, нужно хранить хотя бы день: иначе кнопки под ним не работают.
error-settings-channel-needed = Укажите и канал: добавьте параметр `канал`.
