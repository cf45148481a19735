# Разговор в голосовых каналах: что бот говорит вслух и что пишет об этом.

talk-unknown = Этого я пока не знаю.
talk-yes = Да?
talk-cannot-hear = Сейчас я не могу разобрать речь. Пожалуйста, напишите мне.
talk-nothing-said = Я ещё ничего не говорил.
talk-proposed = Записал. Тот, кто может меня учить, должен подтвердить это в чате.
talk-cannot-write = Я это понял, но писать в чат здесь не могу: исправить нужно там.
talk-not-taught = Этому меня никто не учил.

status-talk = Ответы голосом
status-talk-times =
    { $count ->
        [one] { $count } ответ: в середине { $middle } мс, у самых медленных 5 % { $slow } мс
        [few] { $count } ответа: в середине { $middle } мс, у самых медленных 5 % { $slow } мс
       *[many] { $count } ответов: в середине { $middle } мс, у самых медленных 5 % { $slow } мс
    }
status-talk-stage = { $name }: { $middle } / { $slow } мс
status-talk-endpoint = заметить конец фразы
status-talk-transcribe = дослушать
status-talk-answer = найти ответ
status-talk-speak = первый звук
status-talk-playout = отправить его
status-talk-barge-in = замолчать, когда перебили
