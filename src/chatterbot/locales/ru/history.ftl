# Что изменили, кто и как это отменить: /история и канал, куда отправляются изменения.

command-history = история
command-history-about = Что и кто изменил; здесь это можно отменить
option-history-person = участник
option-history-person-about = Только изменения этого участника
option-history-kind = вид
option-history-kind-about = Только изменения этого вида
option-history-since = с_какого_времени
option-history-since-about = Только изменения с этого времени: «2 часа», «вчера», «2026-11-29 14:00» (UTC)
option-history-public = для_всех
option-history-public-about = Увидят ли список все в канале (обычно только вы)

history-list-taught = обучение
history-list-corrected = исправления
history-list-rejected = отклонённые ответы
history-list-forgotten = забытое
history-list-edited = правки
history-list-imported = документы
history-list-triggers = триггеры
history-list-datasets = выбор набора данных
history-list-undone = отмены
history-list-erased = удаление данных

history-kind-train = 📚 обучение
history-kind-correct = ✏️ исправление
history-kind-reject = 🚫 ответ отклонён
history-kind-forget = 🗑️ забыто
history-kind-edit = 📝 правка
history-kind-select = 🗂️ выбран набор данных
history-kind-import = 📄 документы изменены
history-kind-trigger = ⚡ триггеры изменены
history-kind-undo = ↩️ отмена
history-kind-again = ↪️ возврат
history-kind-seed = 🌱 начальные примеры
history-kind-erase = 🧹 данные удалены
history-document-imported = 📄 документ загружен
history-document-updated = 📄 документ обновлён
history-document-removed = 🗑️ документ убран
history-trigger-added = ⚡ триггер добавлен
history-trigger-changed = ⚡ триггер изменён
history-trigger-removed = 🗑️ триггер удалён
history-trigger = { $pattern } → «{ $answer }»
history-passages = Отрывков для цитат добавлено: { $added }, убрано: { $removed }.

history-program = бот
history-erased = участник, чьи данные удалены
history-pair = «{ $question }» → «{ $answer }»
history-never = «{ $question }» → не «{ $answer }»
history-silence = «{ $question }» → без ответа
history-more = (и ещё { $count })
history-before = Было: «{ $answer }»
history-dataset = Набор данных: { $name }
history-counts = -# Всего добавлено: { $added }, убрано: { $removed }.
history-approved = ✅ одобрено: { $person }
history-undone = ↩️ отменено: { $person } { $when }
history-since = с { $when }

history-title = **Изменения**, сначала новые (страница { $page })
history-none = Здесь ничего не меняли.
history-open = Открыть изменение …
history-newer = Новее
history-older = Старее
history-back = Назад
history-redo = Вернуть
history-all = Отменить всё это …
history-cancel = Не надо
history-all-ask = Отменить { $count ->
        [one] { $count } изменение
        [few] { $count } изменения
       *[other] { $count } изменений
    }? Это тоже можно будет вернуть.
history-all-now = Отменить { $count ->
        [one] { $count } изменение
        [few] { $count } изменения
       *[other] { $count } изменений
    }
history-all-going = ⏳ Минутку …
history-all-done = ↩️ { $count ->
        [one] Отменено { $count } изменение.
        [few] Отменены { $count } изменения.
       *[other] Отменено { $count } изменений.
    }
history-again-done = ↪️ { $count ->
        [one] Возвращена { $count } отмена.
        [few] Возвращены { $count } отмены.
       *[other] Возвращено { $count } отмен.
    }

error-history-since = Не могу понять { $given } как время в прошлом. Попробуйте «2 часа», «вчера» или «2026-11-29 14:00» (UTC).
error-history-nothing = Отменять больше нечего.

change-log-many = 📜 **Изменений: { $count }**, кто: { $people }; сначала последние:
change-log-all = -# Все они есть в { $command }; там можно отменить одно или сразу много.
change-log-refused = ⚠️ Последние изменения не удалось отправить в { $channel }. Разрешите мне видеть этот канал и писать в нём или выберите другой.
