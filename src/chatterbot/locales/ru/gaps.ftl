# /без_ответа

command-unanswered = без_ответа
command-unanswered-about = Вопросы, на которые я не смог ответить, по смыслу: научите меня
option-unanswered-view = показать
option-unanswered-view-about = Что показать (по умолчанию: вопросы)
unanswered-view-questions = Вопросы без ответа
unanswered-view-feedback = Отзывы из /отзыв (для управляющих сервером)

unanswered-reading = ⏳ Разбираю вопросы… { $progress }
unanswered-none = 🎉 Здесь ничто не ждёт ответа. Сюда попадают вопросы, на которые я не смог ответить, и те, чей ответ получил 👎 или был исправлен.
unanswered-title = Вопросы без хорошего ответа
unanswered-hint = Только вопросы из каналов, которые вы видите. То, на что ответ уже есть, из списка пропало.
unanswered-no-more = Больше ничего нет.
unanswered-open = Открыть вопрос…
unanswered-question = «{ $question }»
unanswered-times = { $times ->
    [one] спросили { $times } раз
    [few] спросили { $times } раза
   *[other] спросили { $times } раз
}, { $people ->
    [one] { $people } человек
    [few] { $people } человека
   *[other] { $people } человек
}
unanswered-choice = { unanswered-times }
unanswered-down = 👎 { $count }
unanswered-corrected = ✏️ исправлений: { $count }
unanswered-earlier = Назад
unanswered-further = Ещё

unanswered-group-title = Один вопрос и как его задавали
unanswered-wording = «{ $question }»{ $times ->
    [1] {""}
   *[other] {" "}× { $times }
}
unanswered-more-wordings = и ещё { $count }
unanswered-asked = Спросили
unanswered-when = Когда
unanswered-span = впервые { $first }, в последний раз { $last }
unanswered-languages = Языки
unanswered-opinions = Мои ответы
unanswered-askers = Кто спрашивал
unanswered-teach = Научить
unanswered-attach = Тот же ответ, что и на…
unanswered-dismiss = Убрать
unanswered-back = К списку
unanswered-form-title = Научить ответу
unanswered-form-wordings = Вопросы, по одному в строке
unanswered-taught =
    { $count ->
        [one] ✅ Запомнил { $count } вопрос. Действует со следующего сообщения.
        [few] ✅ Запомнил { $count } вопроса. Действует со следующего сообщения.
       *[other] ✅ Запомнил { $count } вопросов. Действует со следующего сообщения.
    }
    «{ $question }» → «{ $answer }»
unanswered-dismissed = 🧹 «{ $question }» в списке больше не показывается, в других словах тоже.
unanswered-restored = ↩️ Снова в списке.

unanswered-feedback-title = Что обо мне думают
unanswered-feedback-none = Через `/отзыв` пока никто ничего не написал.
unanswered-votes = Оценки ответов: 👍 { $up } · 👎 { $down }

error-group-gone = Этого вопроса в списке больше нет: на него уже есть ответ, его убрали, или он слишком старый. Откройте `/без_ответа` ещё раз.
error-gap-entry-gone = Этого ответа больше нет, поэтому ничего не изменилось. Откройте вопрос ещё раз.
error-gap-wordings = Слишком много вопросов сразу: { $count }, а можно до { $limit }. Ничего не запомнил.
error-dismissal-gone = Это уже отменено.
error-gaps-busy = Я ещё разбираю вопросы. Попробуйте чуть позже.

# the weekly digest

digest-title = 📮 Вопросы за неделю
digest-asked = За 7 дней вопросов: { $asked }, с ответом { $share }.
digest-declined = Не смог ответить: { $count }.
digest-corrected = Исправлено ответов: { $count }.
digest-taught = Научили недостающим ответам: { $count }.
digest-top = Чаще всего спрашивали и не получили хорошего ответа
digest-public = Здесь названы только вопросы из каналов, которые видят все.
digest-open = Открыть список
digest-channel-gone = ⚠️ Канала для обзора недели больше нет: выберите другой в { $settings }.
digest-channel-closed = ⚠️ Мне нельзя писать в <#{ $channel }>, поэтому обзора недели там нет: разрешите мне видеть этот канал, писать в нём и встраивать ссылки.
