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
settings-how = -# Изменить: { $command } с нужным параметром.
settings-needs-content =
    ⚠️ Я не вижу сообщений, в которых меня не упомянули и мне не ответили. Чтобы я их видел, тот, кто запустил бота, должен включить
    Message Content Intent (на портале разработчиков Discord) и `message_content = true`. Пока отвечаю, когда ко мне обращаются.
error-settings-language = На этом языке я пока не говорю. Говорю: { $languages }.
error-settings-server-only = Где отвечать и кто меня учит, настраивают на сервере. В этой переписке я отвечаю на всё, а учите меня только вы.
error-settings-channel-needed = Назовите и канал: добавьте параметр «канал».
