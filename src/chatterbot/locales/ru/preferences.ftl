# /settings

command-settings = настройки
command-settings-about = Где я отвечаю, на каком языке, насколько уверенно и кто меня учит
option-settings-answers_in = отвечает
option-settings-answers_in-about = На какие сообщения я отвечаю
choice-settings-answers_in-addressed = только если меня упомянули или ответили мне
choice-settings-answers_in-channels = ещё и на всё в выбранных каналах
choice-settings-answers_in-everywhere = на всё, что могу прочесть
option-settings-channel = канал
option-settings-channel-about = Отвечать в этом канале на всё или перестать
option-settings-language = язык
option-settings-language-about = Язык обычных ответов
option-settings-strictness = строгость
option-settings-strictness-about = Насколько я должен быть уверен, чтобы ответить
choice-settings-strictness-relaxed = мягко: верных ответов на 4 % больше, чем обычно, неверных — на 20 %
choice-settings-strictness-default = обычно
choice-settings-strictness-strict = строго: верных ответов на 7 % меньше, чем обычно, неверных — на четверть
choice-settings-strictness-very-strict = очень строго: верных ответов на пятую часть меньше, чем обычно, неверных — вдвое
option-settings-speak = голос
option-settings-speak-about = Добавлять к ответам голосовую версию
option-settings-teachers = учителя
option-settings-teachers-about = Кто может меня исправлять и учить
choice-settings-teachers-everyone = все
choice-settings-teachers-managers = те, кто управляет сервером

option-settings-talk = слушает
option-settings-talk-about = На что из сказанного в голосовых каналах я отвечаю
choice-settings-talk-never = ни на что: я не слушаю
choice-settings-talk-called = на слова того, кто со мной наедине, зовёт меня по имени или продолжает разговор
choice-settings-talk-fitting = ещё и на то, что очень похоже на выученное
option-settings-names = имена
option-settings-names-about = Как меня там зовут кроме моего имени: до 10 через запятую; - убирает все
option-settings-mirror = запись-в-чат
option-settings-mirror-about = Писать в чат голосового канала, кто что сказал и что я ответил
option-settings-transcripts = хранить-сказанное
option-settings-transcripts-about = Сколько дней хранить сказанное и ответы, чтобы их можно было исправить; 0 — не хранить

settings-title = **Настройки**
settings-saved = **Сохранено.** Настройки теперь такие:
settings-answers-in = Отвечаю: **{ $where }**
settings-answers-in-dm = В этой переписке отвечаю **на всё**
settings-answers-in-channels = Отвечаю, если меня упомянули или ответили мне, и на всё в { $channels }
settings-language = Язык обычных ответов: **{ $language }**
settings-language-default = тот, на котором мне пишут, если его можно узнать
settings-strictness = Насколько я должен быть уверен: **{ $level }**
settings-speak-on = К ответам добавляю **голосовую версию**
settings-speak-off = Ответы **только текстом**
settings-teachers = Учить и исправлять могут: **{ $who }**
settings-talk = На что отвечаю в голосовых каналах: **{ $which }**
settings-names = Там меня зовут ещё и так: **{ $names }**
settings-names-none = Там меня зовут **только моим именем**
settings-mirror-on = Кто что сказал и что я ответил, **появляется и в чате голосового канала**
settings-mirror-off = Сказанное в голосовых каналах в их чат **не записывается**
settings-transcripts =
    { $days ->
        [one] Сказанное и ответы на это хранятся: **{ $days } день**
        [few] Сказанное и ответы на это хранятся: **{ $days } дня**
       *[other] Сказанное и ответы на это хранятся: **{ $days } дней**
    }
settings-transcripts-none = Сказанное и ответы на это **не хранятся**
settings-mirror-keeps = ℹ️ То, что появляется в чате, я храню один день, чтобы работали кнопки под ним. Хранить дольше: «хранить-сказанное».
settings-mirror-ends = ℹ️ В чат голосового канала я больше ничего не пишу: без записи кнопки там не работали бы.
settings-how = -# Изменить: { $command } с нужным параметром.
settings-needs-content =
    ⚠️ Я не вижу сообщений, в которых меня не упомянули и мне не ответили. Чтобы я их видел, тот, кто запустил бота, должен включить
    Message Content Intent (на портале разработчиков Discord) и `message_content = true`. Пока отвечаю, когда ко мне обращаются.
error-settings-language = На этом языке я пока не говорю. Говорю: { $languages }.
error-settings-server-only = Где отвечать и кто меня учит, настраивают на сервере. В этой переписке я отвечаю на всё, а учите меня только вы.
error-settings-names = Имён может быть до { $most }, каждое от { $shortest } до { $longest } знаков, через запятую; `-` убирает все.
error-settings-mirror = То, что пишу в чат, я должен хранить хотя бы день: иначе кнопки под ним не работают.
error-settings-channel-needed = Назовите и канал: добавьте параметр «канал».
