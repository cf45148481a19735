# /проверка

command-test = проверка
command-test-about = Хорошо ли я отвечаю? Без параметров: самопроверка на выученном
option-test-data = данные
option-test-data-about = JSON: [{"{"}"input": "…", "expected": "…"{"}"}] или [{"{"}"text": "…", "label": "…"{"}"}]
option-test-file = файл
option-test-file-about = То же файлом: JSON, JSONL, CSV или YAML

test-your-data = ваши данные
test-progress-start = ⏳ Проверяю…
test-progress = ⏳ Проверяю: { $done } из { $total }…

test-title-own =
    { $rows ->
        [one] **Самопроверка набора { $name }**: { $rows } вопрос, заданный так, будто ответу на него не учили.
        [few] **Самопроверка набора { $name }**: { $rows } вопроса, каждый задан так, будто ответу на него не учили.
       *[other] **Самопроверка набора { $name }**: { $rows } вопросов, каждый задан так, будто ответу на него не учили.
    }
test-title-cases =
    { $rows ->
        [one] **Проверка { $name }**: { $rows } вопрос.
        [few] **Проверка { $name }**: { $rows } вопроса.
       *[other] **Проверка { $name }**: { $rows } вопросов.
    }
test-accuracy = 🎯 Лучший ответ верный: **{ $value }**
test-right = ✅ Ответил верно: **{ $value }**
test-wrong = ❌ Ответил неверно: **{ $value }**
test-abstained = 🤷 Сказал «не знаю»: **{ $value }**
test-oos-recall = 🤐 Вопросы не по теме, оставленные без ответа: **{ $value }**
test-oos-precision = 🤐 Доля вопросов не по теме среди оставленных без ответа: **{ $value }**
test-confusions = Чаще всего путаю:
test-confusion = - { $expected } → { $given } × { $count }
test-silence = (без ответа)
test-first = -# Проверка { $run } · первая такая; следующая сравнится с ней
test-compared = -# Проверка { $run } · в скобках: разница с прошлой такой же
test-unchanged = -# Проверка { $run } · результат тот же, что и в прошлый раз
test-no-pictures = Графики в этот раз нарисовать не удалось; числа на месте.
test-mistakes-private = Список ошибок только для вас: его приложит { $command }.

test-picture-confusions = Что с чем путается
test-picture-expected = Ожидалось
test-picture-answered = Лучший ответ
test-picture-scores = Насколько бот был уверен
test-picture-confidence = Уверенность
test-picture-threshold = отвечает от { NUMBER($value, maximumFractionDigits: 2) }
test-scores-right = Верно — { $count }
test-scores-wrong = Неверно — { $count }
test-scores-silent = Не по теме — { $count }

error-test-one-source = Укажите что-то одно: данные или файл.
error-test-place =
    { $problem }
    { $place }
