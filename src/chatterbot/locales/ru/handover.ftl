# Вопросы, которые передают людям

handover-button-ask = Спросить человека
handover-button-withdraw = Забрать вопрос
handover-button-take = Отвечу я
handover-button-give-back = Оставить другим
handover-button-answer = Ответить
handover-button-decline = Отклонить
handover-button-teach = Запомнить ответ

handover-asked = 🙋 Ваш вопрос передан тем, кто здесь помогает. Ответ придёт ответом на ваше сообщение или в личные сообщения, если иначе нельзя.
handover-withdrawn = ↩️ Вы забрали свой вопрос. Его больше никто не видит.

handover-card =
    { $count ->
        [1] 🙋 **Вопрос к вам** от { $askers }
        [few] 🙋 **Вопрос к вам**, спрашивают { $count } человека: { $askers }
       *[other] 🙋 **Вопрос к вам**, спрашивают { $count } человек: { $askers }
    }
handover-card-link = -# Сообщение: { $link }
handover-card-near = Я чуть не ответил: { $answer }
handover-card-open = -# Пока никто не отвечает.
handover-card-taken = ✋ Ответ пишет { $helper }.
handover-card-answered = ✅ Отвечает { $helper }: { $answer }
handover-card-declined = 🚫 Отклоняет { $helper }: { $reason }
handover-card-unreachable = ⚠️ { $helper } отвечает, но написать тому, кто спрашивал, уже нельзя: { $answer }
handover-card-taught = 💡 Этому ответу меня научили.
handover-card-gone = ↩️ Этот вопрос забрали, или он больше не хранится.

handover-form-title = Ответ на вопрос
handover-form-answer = Ваш ответ
handover-form-decline-title = Отклонить вопрос
handover-form-reason = Почему (прочитает тот, кто спросил)
handover-taken = ✋ Другие видят, что вы пишете ответ.
handover-given-back = ↩️ Вопрос снова открыт для других.
handover-sent = ✅ Отправлено от вашего имени.
handover-unreachable = ⚠️ Тот, кто спрашивал, покинул сервер или не принимает личных сообщений. Ничего не отправлено. Ваш ответ остался на карточке, и ему ещё можно меня научить.
handover-too-late = ⚠️ Тем временем на вопрос ответили или его забрали, поэтому ничего не отправлено. Вы написали: { $text }
handover-answered = 💬 { $asker }, на ваш вопрос отвечает { $helper }:
handover-declined = 🚫 { $asker }, на ваш вопрос не может ответить { $helper }:

error-handover-off = На этом сервере вопросы людям больше не передают.
error-handover-answered = На этот вопрос уже есть ответ.
error-handover-twice = Об этом вы людей уже спросили. Как только кто-нибудь ответит, вы об этом узнаете.
error-handover-soon =
    { $seconds ->
        [one] Вы только что спросили людей. Следующий вопрос можно задать через { $seconds } секунду.
        [few] Вы только что спросили людей. Следующий вопрос можно задать через { $seconds } секунды.
       *[other] Вы только что спросили людей. Следующий вопрос можно задать через { $seconds } секунд.
    }
error-handover-many = Ответа людей уже ждут ваши вопросы: { $most }. Заберите один из них или дождитесь ответа.
error-handover-full = Ответа людей ждёт так много вопросов, что нового почти никто не увидит. Попробуйте позже.
error-handover-cannot = Я не могу писать туда, где читают те, кто помогает: { $channel }. Нужно, чтобы управляющий сервером дал мне там права «Просматривать канал» и «Отправлять сообщения». Ваш вопрос не сохранён.
error-handover-gone = Этот вопрос забрали, или он больше не хранится.
error-handover-decided = Этот вопрос уже закрыт.
error-handover-empty = Напишите что-нибудь: пришли одни пробелы.

privacy-kind-handovers =
    { $count ->
        [one] { $count } вопрос, переданный людям: ваш или с вашим ответом
        [few] { $count } вопроса, переданные людям: ваши или с вашими ответами
       *[other] { $count } вопросов, переданных людям: ваших или с вашими ответами
    }
