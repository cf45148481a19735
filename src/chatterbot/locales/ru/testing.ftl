# /test

command-test = проверить
command-test-about = Хорошо ли бот отвечает? Без параметров: проба на выученном
option-test-data = данные
option-test-data-about = JSON: [{"{"}"input": "…", "expected": "…"{"}"}] или [{"{"}"text": "…", "label": "…"{"}"}]
option-test-file = файл
option-test-file-about = То же файлом: JSON, JSONL, CSV или YAML

test-progress-start = ⏳ Проверяю…
test-progress = ⏳ Проверяю: { $done } из { $total }…

test-title-own =
    { $rows ->
        [one] **Проба { $name }**: { $rows } вопрос, заданный так, будто его не учили.
        [few] **Проба { $name }**: { $rows } вопроса, каждый задан так, будто его не учили.
       *[other] **Проба { $name }**: { $rows } вопросов, каждый задан так, будто его не учили.
    }
test-title-cases =
    { $rows ->
        [one] **Проверка { $name }**: { $rows } вопрос.
        [few] **Проверка { $name }**: { $rows } вопроса.
       *[other] **Проверка { $name }**: { $rows } вопросов.
    }
test-accuracy = 🎯 Лучший ответ верен: **{ $value }**
test-right = ✅ Ответил верно: **{ $value }**
test-wrong = ❌ Ответил неверно: **{ $value }**
test-abstained = 🤷 Сказал «не знаю»: **{ $value }**
test-oos-recall = 🤐 Посторонние вопросы, оставленные без ответа: **{ $value }**
test-oos-precision = 🤐 Посторонние среди всех оставленных без ответа: **{ $value }**
test-confusions = Чаще всего путаю:
test-confusion = - { $expected } → { $given } × { $count }
test-silence = (без ответа)
test-first = -# Проверка { $run } · первая такая; следующая сравнится с ней
test-compared = -# Проверка { $run } · в скобках: разница с прошлой такой же
test-unchanged = -# Проверка { $run } · то же, что и в прошлый раз
test-no-pictures = Картинки в этот раз нарисовать не удалось; числа полные.
test-mistakes-private = Ошибки по одной только для ваших глаз: их приложит { $command }.

test-picture-confusions = Что с чем путается
test-picture-expected = Ожидалось
test-picture-answered = Лучший ответ
test-picture-scores = Насколько бот был уверен
test-picture-confidence = Уверенность
test-picture-threshold = отвечает от { NUMBER($value, maximumFractionDigits: 2) }
test-scores-right = Верно – { $count }
test-scores-wrong = Неверно – { $count }
test-scores-silent = Постороннее – { $count }

error-test-one-source = Что-нибудь одно: данные или файл.
error-test-place =
    { $problem }
    { $place }
