# Разговор в голосовых каналах: что бот говорит вслух и что пишет об этом.

talk-unknown = Этого я пока не знаю.
talk-yes = Да?
talk-cannot-hear = Сейчас я не могу разобрать речь. Напишите мне.
talk-nothing-said = Я ещё ничего не говорил.
talk-proposed = Записал. Тот, кто может меня учить, должен принять это в чате.
talk-cannot-write = Я понял, но мне нельзя писать в чат. Исправьте ответ там.
talk-not-taught = Этому меня не учили.

status-talk = Ответы голосом
status-talk-times =
    { $count ->
        [one] { $count } ответ: медиана { $middle } мс, 95-й процентиль { $slow } мс
        [few] { $count } ответа: медиана { $middle } мс, 95-й процентиль { $slow } мс
       *[other] { $count } ответов: медиана { $middle } мс, 95-й процентиль { $slow } мс
    }
status-talk-stage = { $name }: { $middle } / { $slow } мс
status-talk-endpoint = конец фразы
status-talk-transcribe = распознавание
status-talk-answer = ответ
status-talk-speak = первый звук
status-talk-playout = отправка
status-talk-barge-in = остановка, когда перебили
