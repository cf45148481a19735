# Кто может учить, что предлагают участники, два ответа на один вопрос и обучение нарочно.

error-only-teacher-roles = Здесь это могут делать только учителя: участники с ролью учителя или с правом «Управлять сервером».

# Предложения

proposal-reject = 🚫 { $person } предлагает больше так на это не отвечать:
proposal-teach = 💡 { $person } предлагает ответ:
proposal-edit = ✏️ { $person } предлагает другую формулировку:
proposal-wordings = Также на: { $wordings }
proposal-drops-questions = Больше не на: { $wordings }
proposal-drops-answers = Больше не отвечать и так: { $wordings }
proposal-answer = Ответ: «{ $answer }»
proposal-replaces = Вместо: «{ $answer }»
proposal-beside = Вместе с: «{ $answer }»
proposal-credited = Слова { $person }
proposal-about = -# О сообщении { $link }
proposal-waits = 📨 Спасибо! Ваше предложение ждёт решения учителя: { $link }
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

# Обучение нарочно

command-teach = научить
command-teach-about = Научить меня ответу через форму
option-teach-question = вопрос
option-teach-question-about = О чём спрашивают; без обоих откроется форма для нескольких формулировок
option-teach-answer = ответ
option-teach-answer-about = Что мне отвечать
error-teach-usage = Напишите после команды вопрос, `=>` и ответ: `когда встреча? => По пятницам.`
menu-teach-from = Научить этому ответу
menu-solution = Отметить как решение
teach-form-questions = Вопрос
teach-form-questions-hint = Если формулировок несколько, каждая на своей строке
teach-from-title = Научить этому ответу
solution-title = Научить этому решению
error-teach-wordings = Формулировок вопроса слишком много: { $count }. В одну форму помещается не больше { $limit }.
error-teach-own = Это написал я сам. Чтобы изменить ответ, используйте «Исправить этот ответ».
error-teach-wordless = В этом сообщении нет слов, которые можно запомнить как ответ.
error-message-gone = Этого сообщения больше нет.
error-solution-thread = Это работает только в ветках и публикациях форума. В других местах используйте «Научить этому ответу».
error-solution-question = Это сам вопрос. Отметьте сообщение, в котором есть ответ.
button-solved = Решено
solved-thanks = ✅ Решено, спасибо!
error-solved-who = Отметить вопрос решённым могут только тот, кто спросил, и учителя.

# Кто учит: на большом сервере спрашивается один раз

first-hour-ask =
    👋 Кто может меня здесь учить? Пока сразу учат только участники с правом «Управлять сервером», а предложения остальных ждут их решения.
    -# Изменить это можно в любой момент: { $settings }.
first-hour-everyone = Все
first-hour-roles = Учителя…
first-hour-managers = Только управляющие
first-hour-choose-roles = Участники с любой из этих ролей смогут сразу меня учить и принимать предложения других:
first-hour-roles-hint = Выберите роли
first-hour-chosen-everyone = ✅ { $person } разрешает учить меня всем.
first-hour-chosen-roles = ✅ { $person } разрешает учить меня и принимать предложения участникам с ролями: { $roles }
first-hour-chosen-managers = ✅ { $person } разрешает учить меня только участникам с правом «Управлять сервером».
error-first-hour-roles = Этих ролей больше нет. Выберите другие.
