# /train и /jobs

command-train = обучить
command-train-about = Научить меня: ввести текст, прислать файл или назвать папку
option-train-text = текст
option-train-text-about = вопрос => ответ; между парами ставьте ;;
option-train-file = файл
option-train-file-about = JSONL, JSON, CSV, YAML или текст: по паре в строке
option-train-directory = папка
option-train-directory-about = Папка или файл из папки этого сервера: начните вводить
option-train-positive = положительный
option-train-positive-about = Нет: так отвечать на эти вопросы нельзя (по умолчанию: да)
option-train-skip_bad = пропустить_ошибки
option-train-skip_bad-about = Да: пропустить непонятные строки и выучить остальные (по умолчанию: нет)

train-form-title = Научить меня
train-form-title-negative = Как мне нельзя отвечать
train-form-label = По паре в строке: вопрос => ответ
train-form-placeholder = Во сколько вы открываетесь? => В девять утра.
train-your-text = вашего текста

train-progress = ⏳ Задание { $job }: { $stage }…
train-late = ⏳ Задание { $job } идёт дальше. Это сообщение больше не изменить (Discord даёт 15 минут): чем кончится, покажет `/jobs`.
train-stage-waiting = жду, пока закончится другое
train-stage-reading = читаю
train-stage-encoding = учу
train-stage-teaching = ввожу в дело

train-done =
    { $added ->
        [one] ✅ **Выучен { $added } пример** из { $source }. Он уже в деле.
        [few] ✅ **Выучено { $added } примера** из { $source }. Они уже в деле.
       *[other] ✅ **Выучено { $added } примеров** из { $source }. Они уже в деле.
    }
train-done-negative =
    { $added ->
        [one] ✅ **Запомнен { $added } запретный ответ** из { $source }.
        [few] ✅ **Запомнено { $added } запретных ответа** из { $source }.
       *[other] ✅ **Запомнено { $added } запретных ответов** из { $source }.
    }
train-nothing-new = 👌 Ничего нового из { $source }: всё это я уже знаю.
train-duplicates =
    { $count ->
        [one] Ещё { $count } пример был уже известен.
        [few] Ещё { $count } примера были уже известны.
       *[other] Ещё { $count } примеров были уже известны.
    }
train-conflicts =
    { $count ->
        [one] ⚠️ У { $count } вопроса разные ответы. Я помню все, а даю тот, что выучен последним. Или выберите:
       *[other] ⚠️ У { $count } вопросов разные ответы. Я помню все, а даю тот, что выучен последним. Или выберите:
    }
train-conflict-known = { $answer } (уже был)
train-conflict-silence = без ответа
train-conflicts-more = …и ещё { $count }.
train-conflicts-later-button = Только новые ответы
train-conflicts-earlier-button = Только прежние ответы
train-conflicts-later =
    { $removed ->
        [one] ☑️ Из разных ответов считаются только новые: убран { $removed }.
       *[other] ☑️ Из разных ответов считаются только новые: убрано { $removed }.
    }
train-conflicts-earlier =
    { $removed ->
        [one] ☑️ Из разных ответов считаются только прежние: убран { $removed }.
       *[other] ☑️ Из разных ответов считаются только прежние: убрано { $removed }.
    }
error-conflicts-none = Разных ответов здесь больше нет.
train-left-out =
    { $count ->
        [one] Пропущена { $count } строка:
        [few] Пропущены { $count } строки:
       *[other] Пропущено { $count } строк:
    }
train-checking = -# Проверяю, что изменилось…
train-score = Верных ответов при пробе на выученном: { $before } → **{ $after }** ({ $change })
train-score-same = Верных ответов при пробе на выученном: **{ $after }**, как и раньше
train-score-first = Верных ответов при пробе на выученном: **{ $after }**
train-footer = -# Задание { $job } · { NUMBER($seconds, maximumFractionDigits: 1) } с
train-undo-button = Отменить
train-undone =
    ↩️ Отменено: { $removed ->
        [one] убран { $removed } пример
        [few] убраны { $removed } примера
       *[other] убрано { $removed } примеров
    }{ $restored ->
        [0] .
        [one] , возвращён { $restored }.
        [few] , возвращены { $restored }.
       *[other] , возвращено { $restored }.
    }

train-refused =
    { $count ->
        [one] ❌ **Ничего не выучено:** не понимаю { $count } строку из { $source }.
        [few] ❌ **Ничего не выучено:** не понимаю { $count } строки из { $source }.
       *[other] ❌ **Ничего не выучено:** не понимаю { $count } строк из { $source }.
    }
train-refused-none = Ни одной строки не понять. Исправьте их и пришлите снова.
train-refused-advice = Исправьте и пришлите снова или выучите остальное прямо сейчас:
train-good-button = Выучить остальные строки
refused-line = строка { $line }
refused-file = весь файл
refused-more =
    { $count ->
        [one] …и ещё { $count }; все они в приложенном файле.
        [few] …и ещё { $count }; все они в приложенном файле.
       *[other] …и ещё { $count }; все они в приложенном файле.
    }

error-train-one-source = Что-нибудь одно: текст, файл или папка.
error-train-nothing =
    Напишите после команды, чему учить, по паре в строке: `вопрос => ответ`. Или приложите файл.
    В { $command } для этого есть и форма.
error-train-text-gone = Текста при том сообщении больше нет. Пришлите его ещё раз.

command-jobs = задания
command-jobs-about = Что, кем и когда выучено; остановить то, что ещё идёт
jobs-title = **Задания**, сначала новые:
jobs-none = Заданий пока не было. Их начинает { $command }.
jobs-queued = 🕒 ждёт
jobs-running = ⏳ идёт
jobs-done = ✅ готово
jobs-undone = ↩️ отменено: { $person }, { $when }
jobs-failed = ❌ не вышло, ничего не выучено
jobs-cancelled = ⏹️ остановлено, ничего не выучено
jobs-interrupted = ⚠️ прервано перезапуском, ничего не выучено
jobs-source-text = текст
jobs-counts = новых { $added }, известных { $duplicates }, пропущено { $refused }
jobs-score = верных при пробе: { $before } → { $after }
jobs-cancel-button = Остановить задание { $job }
job-cancel-button = Остановить
job-stopping = Останавливаю задание { $job }. Из него ничего не останется.
error-job-over = Задание { $job } уже закончилось. Если оно чему-то научило, это отменит кнопка «Отменить» под ним.
