# Исправление ответов, вопрос «почему» и отзывы.

menu-correct = Исправить этот ответ
menu-why = Почему такой ответ?

command-correct = исправление
command-correct-about = Исправить мой ответ; действует сразу
option-correct-message = сообщение
option-correct-message-about = Какой ответ: выберите или вставьте ссылку или ID сообщения
option-correct-correction = правильный_ответ
option-correct-correction-about = Как нужно было ответить

correct-form-title = Исправить этот ответ
correct-form-question = Вопрос (можно перефразировать)
correct-form-answer = Правильный ответ
correct-form-answer-hint = Как нужно отвечать?
teach-form-title = Научить ответу
teach-form-answer = Ответ

correct-done = ✅ Запомнил. Действует со следующего сообщения.
correct-instead = Вместо «{ $answer }»
correct-not-edited = Изменить само сообщение не удалось. Возможно, его удалили.
teach-done = ✅ Спасибо! Теперь я это знаю.
reject-done = 🚫 Больше не буду отвечать на «{ $question }» так: «{ $answer }».
reject-twin = Вариант на другом языке тоже больше не использую: «{ $answer }»
reject-now = Теперь на этот вопрос я отвечу: «{ $answer }»
reject-now-unknown = Теперь на этот вопрос я отвечу, что не знаю.
reject-reply-stays = Само сообщение не изменилось. Заменить его лучшим ответом можно через «{ $correct }».
forget-done = 🗑️ Забыто: «{ $question }» → «{ $answer }»
undo-done =
    ↩️ Отменено.{ $removed ->
        [0] { "" }
        [one] { " " }Удалён { $removed } пример.
        [few] { " " }Удалены { $removed } примера.
       *[other] { " " }Удалено { $removed } примеров.
    }{ $restored ->
        [0] { "" }
        [one] { " " }Восстановлен { $restored } пример.
        [few] { " " }Восстановлены { $restored } примера.
       *[other] { " " }Восстановлено { $restored } примеров.
    }

command-feedback = отзыв
command-feedback-about = Рассказать, что вы обо мне думаете
option-feedback-text = текст
option-feedback-text-about = Ваш отзыв
option-feedback-rating = оценка
option-feedback-rating-about = От 1 (плохо) до 5 (отлично)
feedback-up = 👍 Спасибо!
feedback-down = Спасибо, что сказали. Что сделать с этим ответом?
feedback-thanks = 💌 Спасибо, отзыв сохранён.

why-title = Почему такой ответ?
why-asked = Вопрос: «{ $question }»
why-example = Ответ взят из этого примера
why-corrected = Ответ исправили; теперь он такой
why-answered-since = Этому ответу меня научили позже
why-before = Сначала я ответил
why-before-example = Он был взят отсюда
why-example-gone = Этого примера больше нет: его кто-то удалил.
why-taught = Откуда
why-taught-by = { $person }, { $when }, { $source }
why-taught-by-nobody = { $when }, { $source }
why-source-correction = исправление
why-source-chat = в чате
why-source-text = командой
why-source-voice = голосом, в голосовом канале
why-source-starter = из начального набора
why-source-file = из { $path }
why-confidence = Насколько я был уверен
why-confidence-before = Насколько я был уверен тогда
why-confidence-value = { $confidence }; нужно не меньше { $threshold }
why-runner-up = Второй по близости ответ
why-closest = Самое близкое из того, что я знаю
why-score = уверенность { $confidence }
why-no-answer = Почему нет ответа
why-held-back = Ничего достаточно похожего я не знаю. Лучше скажу об этом, чем буду гадать.
why-nothing = Ничему похожему меня не учили.
why-not-to-answer = «{ $question }» (выучено: не отвечать)
