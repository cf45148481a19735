# /обучение и /задания

command-train = обучение
command-train-about = Научить меня: введите текст, пришлите файл или выберите папку
option-train-text = текст
option-train-text-about = вопрос => ответ; между парами ставьте ;;
option-train-file = файл
option-train-file-about = JSONL, JSON, CSV, YAML или текст: по паре в строке
option-train-directory = папка
option-train-directory-about = Папка или файл из папки данных этого сервера: начните вводить
option-train-positive = верные_ответы
option-train-positive-about = Нет: так отвечать на эти вопросы нельзя (по умолчанию: да)
option-train-skip_bad = пропуск_ошибок
option-train-skip_bad-about = Да: пропустить непонятные строки и выучить остальные (по умолчанию: нет)
option-train-conflicts = разные_ответы
option-train-conflicts-about = Если у вопроса разные ответы (по умолчанию: помнить все)
train-conflicts-keep = Помнить все, отвечать последним
train-conflicts-replace = Заменить известные ответы
train-conflicts-leave = Оставить известные ответы
train-conflicts-words = keep: помнить, все, все ответы, сохранить; replace: заменить, замена, новые; leave: оставить, прежние, известные

train-form-title = Научить меня
train-form-title-negative = Как мне нельзя отвечать
train-form-label = По паре в строке: вопрос => ответ
train-form-placeholder = Во сколько вы открываетесь? => В девять утра.
train-your-text = вашего текста

train-progress = ⏳ Задание { $job }: { $stage }…
train-late = ⏳ Задание { $job } ещё выполняется. Discord не даёт менять это сообщение дольше 15 минут: результат покажет `/задания`.
train-stage-waiting = жду, пока закончится другое
train-stage-reading = читаю
train-stage-encoding = учу
train-stage-teaching = применяю

train-done =
    { $added ->
        [one] ✅ **Выучен { $added } пример** из { $source }. Уже используется.
        [few] ✅ **Выучено { $added } примера** из { $source }. Уже используются.
       *[other] ✅ **Выучено { $added } примеров** из { $source }. Уже используются.
    }
train-done-negative =
    { $added ->
        [one] ✅ **Запомнен { $added } запрещённый ответ** из { $source }.
        [few] ✅ **Запомнено { $added } запрещённых ответа** из { $source }.
       *[other] ✅ **Запомнено { $added } запрещённых ответов** из { $source }.
    }
train-nothing-new = 👌 Ничего нового из { $source }: я всё это уже знаю.
train-nothing-left = 👌 Из { $source } ничего не выучено: на эти вопросы у меня уже есть другие ответы, и они остаются.
train-duplicates =
    { $count ->
        [one] Ещё { $count } пример был уже известен.
        [few] Ещё { $count } примера были уже известны.
       *[other] Ещё { $count } примеров были уже известны.
    }
train-conflicts =
    { $count ->
        [one] ⚠️ У { $count } вопроса разные ответы. Я помню все, а отвечаю тем, который выучил последним. Или выберите:
       *[other] ⚠️ У { $count } вопросов разные ответы. Я помню все, а отвечаю тем, который выучил последним. Или выберите:
    }
train-conflicts-were-replaced =
    { $count ->
        [one] ☑️ У { $count } вопроса были разные ответы: теперь действует только последний
       *[other] ☑️ У { $count } вопросов были разные ответы: теперь у каждого действует только последний
    } (удалено или пропущено: { $removed }).
train-conflicts-were-left =
    { $count ->
        [one] ☑️ У { $count } вопроса были разные ответы: остаётся первый
       *[other] ☑️ У { $count } вопросов были разные ответы: у каждого остаётся первый
    } (пропущено: { $removed }).
train-conflict-known = { $answer } (уже был)
train-conflict-silence = без ответа
train-conflicts-more = …и ещё { $count }.
train-conflicts-later-button = Только новые ответы
train-conflicts-earlier-button = Только прежние ответы
train-conflicts-later =
    { $removed ->
        [one] ☑️ Из разных ответов теперь действуют только новые: удалён { $removed }.
       *[other] ☑️ Из разных ответов теперь действуют только новые: удалено { $removed }.
    }
train-conflicts-earlier =
    { $removed ->
        [one] ☑️ Из разных ответов теперь действуют только прежние: удалён { $removed }.
       *[other] ☑️ Из разных ответов теперь действуют только прежние: удалено { $removed }.
    }
error-conflicts-none = Разных ответов здесь больше нет.
train-left-out =
    { $count ->
        [one] Пропущена { $count } строка:
        [few] Пропущены { $count } строки:
       *[other] Пропущено { $count } строк:
    }
train-checking = -# Проверяю, что изменилось…
train-score = Точность при самопроверке: { $before } → **{ $after }** ({ $change })
train-score-same = Точность при самопроверке: **{ $after }**, как и раньше
train-score-first = Точность при самопроверке: **{ $after }**
train-score-meaning = -# Самопроверка: каждый вопрос задан так, будто ответу на него не учили. На выученные слова ответы я знаю. Ошибки покажет `/проверка`.
train-score-fell = -# Самопроверка теперь спрашивает и о новом: доля меньше, если некоторые вопросы похожи друг на друга или пока заданы немногими словами.
train-footer = -# Задание { $job } · { NUMBER($seconds, maximumFractionDigits: 1) } с
train-undo-button = Отменить
train-undone =
    ↩️ Отменено: { $removed ->
        [one] удалён { $removed } пример
        [few] удалены { $removed } примера
       *[other] удалено { $removed } примеров
    }{ $restored ->
        [0] .
        [one] , восстановлен { $restored }.
        [few] , восстановлены { $restored }.
       *[other] , восстановлено { $restored }.
    }

train-refused =
    { $count ->
        [one] ❌ **Ничего не выучено:** не понимаю { $count } строку из { $source }.
        [few] ❌ **Ничего не выучено:** не понимаю { $count } строки из { $source }.
       *[other] ❌ **Ничего не выучено:** не понимаю { $count } строк из { $source }.
    }
train-refused-none = Ни одной строки прочитать не удалось. Исправьте их и пришлите снова.
train-refused-advice = Исправьте это и пришлите снова или выучите остальное прямо сейчас:
train-good-button = Выучить остальные строки
refused-line = строка { $line }
refused-file = весь файл
refused-more =
    { $count ->
        [one] …и ещё { $count }; все они в приложенном файле.
        [few] …и ещё { $count }; все они в приложенном файле.
       *[other] …и ещё { $count }; все они в приложенном файле.
    }

error-train-one-source = Укажите что-то одно: текст, файл или папку.
error-train-nothing =
    Напишите после команды, чему учить, по паре в строке: `вопрос => ответ`. Или приложите файл.
    В { $command } для этого есть и форма.
error-train-text-gone = Того текста при сообщении больше нет. Пришлите его ещё раз.

command-jobs = задания
command-jobs-about = Что, кем и когда выучено; остановить задание
jobs-title = **Задания обучения**, сначала новые:
jobs-none = Заданий обучения пока нет. Начать первое: { $command }.
jobs-queued = 🕒 ждёт
jobs-running = ⏳ выполняется
jobs-done = ✅ готово
jobs-undone = ↩️ отменено: { $person }, { $when }
jobs-failed = ❌ не удалось, ничего не выучено
jobs-cancelled = ⏹️ остановлено, ничего не выучено
jobs-interrupted = ⚠️ прервано перезапуском, ничего не выучено
jobs-source-text = текст
jobs-counts = новых { $added }, известных { $duplicates }, пропущено { $refused }
jobs-score = самопроверка: { $before } → { $after }
jobs-cancel-button = Остановить задание { $job }
job-cancel-button = Остановить
job-stopping = Останавливаю задание { $job }. Ничего из него не сохранится.
error-job-over = Задание { $job } уже закончилось. Если оно чему-то научило, это отменит кнопка «Отменить» под ним.
