# Кто может учить, что предлагают участники, два ответа на один вопрос и обучение нарочно.

error-only-teacher-roles = Здесь это могут делать только учителя: участники с ролью учителя или с правом «Управлять сервером».

# Предложения

proposal-reject = 🚫 { $person } предлагает больше так на это не отвечать:
proposal-teach = 💡 { $person } предлагает ответ:
proposal-edit = ✏️ { $person } предлагает другую формулировку:
proposal-wordings = Также на: { $wordings }
proposal-answer = Ответ: «{ $answer }»
proposal-replaces = Вместо: «{ $answer }»
proposal-beside = Вместе с: «{ $answer }»
proposal-credited = Слова { $person }
proposal-about = -# О сообщении { $link }
proposal-waits = ⏳ Спасибо! Ваше предложение ждёт решения учителя: { $link }
error-proposals-full = { $limit ->
        [one] Решения уже ждёт { $limit } ваше предложение.
        [few] Решения уже ждут { $limit } ваших предложения.
       *[other] Решения уже ждут { $limit } ваших предложений.
    } Подождите, пока учитель рассмотрит хотя бы часть из них.
error-proposal-not-posted = Я не могу писать в этом канале, поэтому ваше предложение никто бы не увидел. Попробуйте в другом канале.
error-draft-gone = Это уже решено, или решать не вам. Ничего не изменилось.

command-proposals = предложения
command-proposals-about = Что предлагают участники: принять или отклонить
proposals-none = Ничего не ждёт решения.
proposals-title = { $count ->
        [one] **{ $count } предложение ждёт решения**
        [few] **{ $count } предложения ждут решения**
       *[other] **{ $count } предложений ждут решения**
    }, сначала самые старые:
proposals-line-correction = { $person }: другой ответ на «{ $question }»
proposals-line-forget = { $person }: забыть «{ $question }»
proposals-line-teach = { $person }: ответ на «{ $question }»
proposals-line-edit = { $person }: другая формулировка для «{ $question }»
proposals-choose = Открыть…
proposals-earlier = Раньше
proposals-later = Дальше

# Два ответа на один вопрос

answers-differ = На «{ $question }» я уже знаю ответ.
answers-known = • Сейчас: «{ $answer }»
answers-known-silence = • Сейчас: молчу.
answers-new = • Новый: «{ $answer }»
answers-ask = Что сделать?
answers-replace = Заменить
answers-both = Оставить оба
answers-cancel = Отмена
answers-chosen = -# Выбрано: { $choice }
answers-cancelled = Ничего не изменилось.

# Забыть то, чему научил кто-то другой

forget-ask = Этому меня научил участник { $person }. Забыть?
forget-kept = Оставил. Ничего не изменилось.
button-forget-yes = Забыть
button-forget-no = Оставить

teach-wordings = И на ещё { $count ->
        [one] { $count } формулировку вопроса.
        [few] { $count } формулировки вопроса.
       *[other] { $count } формулировок вопроса.
    }
teach-credited = Слова { $person }.
