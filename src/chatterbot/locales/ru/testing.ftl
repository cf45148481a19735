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
test-left-out-once = -# То есть этот вопрос убирали, и ответ надо было найти по остальным. Если спросить выученными словами, ответ я знаю. Начальные примеры не проверяются.
test-alone =
    { $count ->
        [one] -# Ещё { $count } вопрос так не проверить: его ответу не учили ни с каким другим вопросом.
        [few] -# Ещё { $count } вопроса так не проверить: их ответам не учили ни с каким другим вопросом.
       *[other] -# Ещё { $count } вопросов так не проверить: их ответам не учили ни с каким другим вопросом.
    }
test-few =
    { $count ->
        [one] 🎯 { $count } вопрос — для процентов мало:
        [few] 🎯 { $count } вопроса — для процентов мало:
       *[other] 🎯 { $count } вопросов — для процентов мало:
    } верных ответов — **{ $right }**, неверных — **{ $wrong }**, «не знаю» — **{ $declined }**.
test-few-off-topic = 🤐 Вопросы не по теме, оставленные без ответа: **{ $silent }** из { $count }
test-accuracy = 🎯 Лучший ответ верный: **{ $value }**
test-right = ✅ Ответил верно: **{ $value }**
test-wrong = ❌ Ответил неверно: **{ $value }**
test-abstained = 🤷 Сказал «не знаю»: **{ $value }**
test-oos-recall = 🤐 Вопросы не по теме, оставленные без ответа: **{ $value }**
test-oos-precision = 🤐 Доля вопросов не по теме среди оставленных без ответа: **{ $value }**
test-few-wordings = -# Вопросов на один ответ в среднем { NUMBER($wordings, maximumFractionDigits: 1) }: если один убрать, остаётся мало. Чем больше разных слов для тех же вопросов, тем я увереннее.
test-confusions = Чаще всего путаю:
test-confusion =
    - { $expected } → { $given } × { $count }{ $held ->
        [0] { "" }
       *[other] { " " }(не сказал: { $held })
    }: { $question }
test-confusions-meaning = -# Верный ответ → найденный × сколько раз: один из вопросов. Не сказал: был не уверен и ответил «не знаю».
test-silence = (без ответа)
test-first = -# Проверка { $run } · первая такая; следующая сравнится с ней
test-compared = -# Проверка { $run } · в скобках: разница с прошлой такой же
test-compared-better = -# Проверка { $run } · доля верных ответов больше, чем в прошлый раз
test-compared-worse = -# Проверка { $run } · доля верных ответов меньше, чем в прошлый раз
test-other = -# Проверка { $run } · верных ответов столько же, но результат другой, чем в прошлый раз
test-unchanged = -# Проверка { $run } · результат тот же, что и в прошлый раз
test-no-pictures = Графики в этот раз нарисовать не удалось; числа на месте.
test-mistakes-private = Список ошибок только для вас: его приложит { $command }.

test-picture-confusions = Чаще всего путаю
test-picture-expected = верно:
test-picture-answered = нашёл:
test-picture-right = ответил верно
test-picture-wrong = ответил неверно
test-picture-silent = не ответил
test-picture-note = […]: символы, которых нет в этом шрифте. В сообщении они есть.
test-picture-scores = Насколько бот был уверен
test-picture-confidence = Уверенность
test-picture-threshold = отвечает от { NUMBER($value, maximumFractionDigits: 2) }
test-scores-right = Лучший ответ верный: { $count }, из них дан: { $answered }
test-scores-wrong = Лучший ответ неверный: { $count }, из них дан: { $answered }
test-scores-silent = Не по теме: { $count }, из них с ответом: { $answered }
test-described-confusions = Столбцы «{ $title }».
test-described-pair = { $number }. «{ $question }»: найден ответ «{ $given }», верный — «{ $expected }»; раз: { $count }, из них дан: { $answered }.
test-described-scores = Столбцы «{ $title }», ось — { $axis }. { $groups }. Бот { $threshold }.

error-test-one-source = Укажите что-то одно: данные или файл.
error-test-place =
    { $problem }
    { $place }
error-test-alone =
    { $count ->
        [one] Вы научили меня { $count } ответу, и только с одним вопросом. Самопроверка убирает вопрос и смотрит, найду ли я ответ по другому. Сначала научите меня этому ответу ещё одними словами.
       *[other] Вы научили меня { $count } ответам, у каждого только один вопрос. Самопроверка убирает вопрос и смотрит, найду ли я ответ по другому. Сначала научите меня некоторым из них ещё одними словами.
    }
error-test-starter = У меня есть только начальные примеры, а их самопроверка не спрашивает. Сначала научите меня чему-нибудь своему.
