# /знания: посмотреть и изменить то, чему меня научили.

command-knowledge = знания
command-knowledge-about = Посмотреть, чему меня научили; учителя могут это изменить
option-knowledge-query = запрос
option-knowledge-query-about = Слова или вопрос, которые искать; начните вводить
option-knowledge-show = показать
option-knowledge-show-about = Какие записи (по умолчанию: все)
option-knowledge-teacher = учитель
option-knowledge-teacher-about = Только то, чему научил этот человек
option-knowledge-since = с_даты
option-knowledge-since-about = Только выученное с этого дня: 30.11.2026, вчера, 2 недели
option-knowledge-label = метка
option-knowledge-label-about = Только ответы с этой меткой
option-knowledge-source = источник
option-knowledge-source-about = Только то, что взято отсюда, например из файла

knowledge-title = 📚 Чему меня научили
knowledge-show-all = Всё
knowledge-show-answers = Ответы
knowledge-show-vetoes = Как мне нельзя отвечать
knowledge-show-silent = Вопросы, на которые нельзя отвечать
knowledge-show-unused = Ни разу не использованные
knowledge-show-disputed = Спорные: больше 👎 и исправлений, чем 👍
knowledge-show-conflicting = Один вопрос, разные ответы
knowledge-show-words = all: всё, все; answers: ответы; vetoes: запреты, нельзя; silent: без ответа; unused: неиспользованные; disputed: спорные; conflicting: разные, разные ответы
knowledge-by-teacher = кто научил: { $person }
knowledge-since = с { $day }
knowledge-from-source = { $source }
knowledge-nothing = Ничего не нашлось. Попробуйте другие слова или выберите ниже «Всё».
knowledge-empty = Здесь меня ещё ничему не научили.
knowledge-by-meaning = Сначала самое близкое по смыслу:
knowledge-no-words = Этих слов нигде нет. Вот похожее по смыслу:
knowledge-wordings =
    { $count ->
        [one] { $count } вопрос
        [few] { $count } вопроса
       *[other] { $count } вопросов
    }
knowledge-used =
    { $count ->
        [0] ещё не использовалось
        [one] использовано { $count } раз
        [few] использовано { $count } раза
       *[other] использовано { $count } раз
    }
knowledge-line-silent = «{ $question }» → 🔇 без ответа
knowledge-line-veto = «{ $question }» → 🚫 нельзя: «{ $answer }»
knowledge-open-placeholder = Открыть запись
knowledge-filter-placeholder = Показать только …
knowledge-place = { $first }–{ $last } из { $total }
knowledge-words-button = Искать по словам
knowledge-meaning-button = Искать по смыслу

entry-title = 📖 Запись
entry-answers = 💬 «{ $answer }»
entry-veto = 🚫 Так отвечать нельзя: «{ $answer }»
entry-silent = 🔇 На эти вопросы я не отвечаю.
entry-label = Метка: «{ $label }»
entry-language = Язык: { $language }
entry-extra-title = Показывается под заголовком «{ $title }»
entry-extra-file = С файлом { $path }
entry-extra-link = С кнопкой { $link }
entry-questions =
    { $count ->
        [one] Вопрос ({ $count })
        [few] Вопросы ({ $count })
       *[other] Вопросы ({ $count })
    }
entry-replies = Другие ответы с этой меткой
entry-others = На тот же вопрос выучено и это
entry-use = Использование
entry-last-used = последний раз { $when }
entry-history = История
entry-more = … и ещё { $count }
entry-credited = словами { $people }
entry-origin = Источник: { $link }

entry-change-train = { $person }: обучение { $when }
entry-change-correct = { $person }: исправление { $when }
entry-change-reject = { $person }: запрет ответа { $when }
entry-change-forget = { $person }: забыто { $when }
entry-change-select = { $person }: выбор набора { $when }
entry-change-edit = { $person }: правка { $when }
entry-change-import = { $person }: импорт { $when }
entry-change-undo = { $person }: отмена { $when }
entry-change-seed = начальные примеры { $when }
entry-change-erase = стёрто ради приватности { $when }
entry-change-instead = вместо «{ $answer }»
entry-change-approved = одобрено: { $person }
entry-change-undone = ↩️ отменено: { $person }

entry-edit-button = Изменить
entry-wording-button = Добавить вопрос
entry-answer-button = Добавить ответ
entry-forget-button = Забыть
entry-whole-button = Показать целиком
entry-back-button = К списку
entry-show-button = Показать запись
entry-keep-button = Оставить

entry-edit-title = Изменить запись
entry-edit-questions = Вопросы, по одному в строке
entry-edit-some = Вопросы, по одному ({ $shown } из { $count })
entry-edit-veto = Как мне нельзя отвечать

entry-edited = ✏️ Изменено. Действует со следующего сообщения.
entry-has-others = ⚠️ На тот же вопрос есть и другой ответ. Откройте запись, чтобы его увидеть.
entry-wordings-added =
    { $count ->
        [1] ➕ На «{ $question }» теперь тот же ответ.
        [one] ➕ Ещё на { $count } вопрос теперь тот же ответ, например на «{ $question }».
        [few] ➕ Ещё на { $count } вопроса теперь тот же ответ, например на «{ $question }».
       *[other] ➕ Ещё на { $count } вопросов теперь тот же ответ, например на «{ $question }».
    }
entry-answer-added =
    { $count ->
        [1] ➕ «{ $answer }» — теперь тоже ответ на этот вопрос.
        [one] ➕ «{ $answer }» — теперь тоже ответ на эти вопросы ({ $count }).
        [few] ➕ «{ $answer }» — теперь тоже ответ на эти { $count } вопроса.
       *[other] ➕ «{ $answer }» — теперь тоже ответ на эти { $count } вопросов.
    }
entry-forget-ask =
    { $count ->
        [1] Забыть эту запись? Кто научил: { $people }. Это можно отменить.
        [one] Забыть эту запись со всеми её вопросами ({ $count })? Кто научил: { $people }. Это можно отменить.
        [few] Забыть эту запись со всеми её { $count } вопросами? Кто научил: { $people }. Это можно отменить.
       *[other] Забыть эту запись со всеми её { $count } вопросами? Кто научил: { $people }. Это можно отменить.
    }
entry-kept = Ничего не забыто.
entry-forgotten =
    { $count ->
        [1] 🗑️ Забыто: «{ $question }» → «{ $answer }»
        [one] 🗑️ Забыто вместе со всеми вопросами ({ $count }): «{ $question }» → «{ $answer }»
        [few] 🗑️ Забыто вместе со всеми { $count } вопросами: «{ $question }» → «{ $answer }»
       *[other] 🗑️ Забыто вместе со всеми { $count } вопросами: «{ $question }» → «{ $answer }»
    }
entry-undo-ask = Отменить последнее изменение этой записи? Вернётся и всё остальное, что оно изменило.
entry-whole =
    { $count ->
        [1] Вот вся запись.
        [one] Вот вся запись, { $count } вопрос.
        [few] Вот вся запись, { $count } вопроса.
       *[other] Вот вся запись, { $count } вопросов.
    }
entry-file-questions = Вопросы
entry-file-label = Метка
entry-file-answers = Ответы

error-knowledge-since = Я не понимаю эту дату. Напишите день, например `30.11.2026` или `вчера`, или как давно, например `2 недели`.
error-entry-unknown = Такой записи здесь нет. Поищите её через `/знания`.
error-entry-elsewhere = Эта запись из набора, который сейчас не используется.
error-entry-gone = Этой записи больше нет: кто-то её изменил или забыл. Поищите её снова через `/знания`.
error-entry-changed = Кто-то уже изменил эту запись, поэтому я ничего не меняю. Откройте её снова и посмотрите, что в ней теперь.
error-entry-no-change = Здесь нечего отменять.
error-edit-no-question = В записи нужен хотя бы один вопрос. Чтобы удалить её, нажмите «Забыть».
error-edit-same = Ничего не изменилось, поэтому я ничего не меняю.
error-edit-too-large = В этой записи { $count } вопросов, а новый ответ за один раз можно дать не больше чем { $limit }. Выгрузите набор, измените файл и обучите меня по нему.

job-open-placeholder = Открыть задание
job-title = Задание { $job }
job-took = заняло { $time }
job-examples =
    { $count ->
        [one] Выучен { $count } пример, из них используется: { $used }
        [few] Выучено { $count } примера, из них используется: { $used }
       *[other] Выучено { $count } примеров, из них используется: { $used }
    }
error-job-unknown = Такого задания здесь нет.
