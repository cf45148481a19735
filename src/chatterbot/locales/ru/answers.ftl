# Несколько ответов на один вопрос, что отправляется вместе с ответом, и триггеры.

error-answer-none = У этого примера нет ответа, поэтому добавить к нему ещё один нельзя.
error-answer-known = Такой ответ здесь уже есть.
error-answers-too-many =
    На этот вопрос уже есть { $limit } { $limit ->
        [one] ответ
        [few] ответа
       *[many] ответов
    }, больше нельзя. Сначала уберите один из них.

# Что отправляется вместе с ответом
command-extras = дополнить
command-extras-about = Отправлять вместе с моим ответом картинку, кнопку или заголовок
option-extras-message = сообщение
option-extras-message-about = К какому ответу: выберите его или вставьте ссылку на сообщение либо его ID
option-extras-image = картинка
option-extras-image-about = Картинка или другой файл, который я буду отправлять
option-extras-link = ссылка
option-extras-link-about = Адрес для кнопки под ответом, https://…
option-extras-label = надпись
option-extras-label-about = Что написать на кнопке (иначе там будет название сайта)
option-extras-title = заголовок
option-extras-title-about = Заголовок: ответ будет показан в рамке под ним
option-extras-colour = цвет
option-extras-colour-about = Цвет края рамки, например #5865F2
option-extras-remove = убрать
option-extras-remove-about = Да: больше ничего не отправлять, кроме того, что указано сейчас

extras-set = ✅ Сохранено. Вместе с «{ $answer }» теперь отправляю:
extras-removed = ✅ Сохранено. Теперь отправляю «{ $answer }» без всего остального.
extras-told-file = 📎 файл { $name }
extras-told-link = 🔗 кнопку «{ $label }» на { $link }
extras-told-title = 🖼️ рамку с заголовком «{ $title }»
extras-voice = -# Только в тексте: вслух я говорю одни слова.
extras-file-forbidden = -# 📎 К этому ответу есть файл, но отправлять файлы в этом канале мне нельзя.
why-extras = Отправляется вместе с ним
error-extras-nothing = Укажите, что отправлять вместе с ответом (картинку, ссылку, заголовок), или выберите «убрать».
error-extras-same = Это уже отправляется вместе с ответом.
error-extras-no-answer = В этом сообщении нет ответа, к которому можно что-то приложить.
error-extras-label = Надписи нужна кнопка: укажите и ссылку.
error-extras-colour-alone = Цвету нужна рамка: укажите и заголовок.
error-extras-colour = «{ $name }» — не цвет. Напишите его так: #5865F2.
error-extras-file-folder = { $path } — это папка. Укажите файл.
error-link-scheme = «{ $name }» нельзя поставить на кнопку. Ссылка начинается с https:// или http://.
error-link-invalid = «{ $name }» — не адрес, который можно открыть. Напишите его целиком, например https://example.org/rules, без имени и пароля.
error-link-invite = «{ $name }» приглашает на сервер, а приглашений на кнопки я не ставлю. Дайте ссылку на страницу.
error-link-too-long =
    В ссылке не больше { $limit } { $limit ->
        [one] символа
       *[other] символов
    }, а здесь { $length }.
error-row-file = «{ $field }» ведёт за пределы папки данных: «{ $found }». Напишите так: `pictures/map.png`.
error-row-link = в «{ $field }» не ссылка: «{ $found }». Она начинается с https:// или http://.
error-row-colour = в «{ $field }» не цвет: «{ $found }». Напишите его так: #5865F2.
error-row-language = в «{ $field }» не язык: «{ $found }». Напишите его код, например en или ru.

# Триггеры
error-trigger-empty = Триггеру нужно хотя бы одно слово или знак, которые искать. Перечислите ключевые слова через запятую, например `вайфай, интернет + пароль`.
error-trigger-too-long =
    В триггере не больше { $limit } { $limit ->
        [one] символа
       *[other] символов
    }, а здесь { $length }. Сделайте из него два или уберите часть ключевых слов.
error-trigger-keywords =
    В триггере не больше { $limit } { $limit ->
        [one] ключевого слова
       *[other] ключевых слов
    }. Сделайте из него два триггера.
error-trigger-pattern =
    { $problem ->
        [open] В шаблоне открыта скобка (, но не закрыта: `{ $name }`. Добавьте ) или напишите \( — тогда это просто знак.
        [closed] В шаблоне закрыта скобка ), которая не открыта: `{ $name }`. Уберите её или напишите \) — тогда это просто знак.
        [class] В шаблоне открыта скобка [, но не закрыта: `{ $name }`. Добавьте ] или напишите \[ — тогда это просто знак.
        [range] В шаблоне есть набор символов, который нельзя прочитать: `{ $name }`. Напишите его так: [а-я] или [0-9].
        [repeat] Шаблон повторяет то, что повторить нельзя: `{ $name }`. Перед *, + и ? стоит то, что повторяется; если нужен сам знак, поставьте перед ним \.
        [times] Шаблон повторяет что-то слишком много раз или в неверном порядке: `{ $name }`. Можно не больше 1000 раз, пишется так: {"{"}2,5{"}"}.
        [lookaround] В шаблоне есть то, чего я не умею, например просмотр вперёд или назад: `{ $name }`. Обойдитесь без этого или возьмите ключевые слова.
        [escape] В шаблоне \ стоит перед тем, чему он не нужен, или есть ссылка на группу, чего я не умею: `{ $name }`.
        [name] В шаблоне у группы имя, которое не подходит: `{ $name }`. Уберите имя.
        [large] Шаблон слишком большой. Повторяйте в нём меньше или сделайте из него два триггера.
        [everything] Шаблон `{ $name }` подошёл бы к любому сообщению. Напишите, что в нём должно быть.
        [boundary] \b в середине шаблона работает только между латинскими буквами: `{ $name }`. Ставьте его в начале и в конце или возьмите ключевые слова: они всегда ищутся целиком.
       *[other] Шаблон нельзя прочитать: `{ $name }`.
    }

command-trigger = триггер
command-trigger-about = Сразу отвечать на определённые слова; без параметров — список всех триггеров
option-trigger-keywords = слова
option-trigger-keywords-about = вайфай, интернет + пароль: одно из этого, + значит оба
option-trigger-pattern = шаблон
option-trigger-pattern-about = Вместо слов: регулярное выражение (RE2)
option-trigger-answer = ответ
option-trigger-answer-about = Что я отвечу
option-trigger-fits = подходит
option-trigger-fits-about = Сообщения, к которым он должен подходить, через ;; — их снова проверит /проверка
option-trigger-fits_not = не_подходит
option-trigger-fits_not-about = Сообщения, к которым он подходить не должен, через ;;
option-trigger-try_text = проба
option-trigger-try_text-about = Какие триггеры сработают на это сообщение?

trigger-added = ✅ Триггер добавлен: { $pattern }. Действует со следующего сообщения, отвечаю так:
trigger-changed = ✅ Триггер изменён: { $pattern }. Действует со следующего сообщения, отвечаю так:
trigger-corrected = ✅ Этот ответ дал триггер: { $pattern }. Теперь он отвечает так:
trigger-removed = 🗑️ Триггер удалён: { $pattern }
trigger-whole-words = -# Слова ищутся целиком; заглавные буквы и точки над ё не важны.
trigger-tested =
    -# Проверен на { $count } { $count ->
        [one] примере
       *[other] примерах
    }; `/проверка` проверит снова.
trigger-untested = -# У него нет примеров сообщений. Добавьте их («подходит»), и `/проверка` скажет, если он перестанет работать.
trigger-list = **{ $count } { $count ->
        [one] триггер
        [few] триггера
       *[many] триггеров
    }** — отвечаю до того, как смотрю на смысл сообщения:
trigger-list-empty = Триггеров пока нет. Триггер сразу отвечает на сообщения с определёнными словами, до того как я смотрю на их смысл.
trigger-list-order = -# Если подходит несколько, отвечает первый в списке.
trigger-choose = Показать, изменить или удалить…
trigger-title = Триггер
trigger-answer = Ответ
trigger-hits =
    { $count ->
        [1] На «{ $text }» сработает триггер:
       *[other] На «{ $text }» сработают триггеры:
    }
trigger-hits-first = -# Ответит первый из них.
trigger-hits-none = На «{ $text }» не сработает ни один триггер.
trigger-by-meaning = По смыслу отвечу: «{ $answer }»
trigger-form-title = Триггер
trigger-form-keywords = Ключевые слова
trigger-form-keywords-hint = вайфай, интернет + пароль
trigger-form-pattern = Шаблон (RE2)
trigger-form-pattern-hint = ^ранг \d+$
trigger-form-fits = Сообщения, к которым подходит
trigger-form-fits-hint = По одному в строке
trigger-form-fits-not = Сообщения, к которым не подходит
trigger-form-fits-not-hint = По одному в строке
trigger-form-try = Проверить сообщение
trigger-form-text = Сообщение
button-trigger-keyword = Добавить слова
button-trigger-pattern = Добавить шаблон
button-trigger-try = Проверить сообщение
button-trigger-edit = Изменить
button-trigger-remove = Удалить
why-trigger = Ответ дал триггер
why-trigger-keyword = Ключевые слова { $pattern }
why-trigger-pattern = Шаблон { $pattern }
why-trigger-gone = С тех пор его изменили или удалили.
why-trigger-by = от { $person } { $when }
test-triggers =
    ⚡ Триггеры: { $passed } из { $count } { $count ->
        [one] примера
       *[other] примеров
    } как надо
test-trigger-missed = - { $pattern } не подходит к { $text }, а должен
test-trigger-hit = - { $pattern } подходит к { $text }, а не должен
test-trigger-taken = - { $pattern } подходит к { $text }, но { $other } стоит раньше и отвечает
export-triggers =
    { $count ->
        [one] -# { $count } триггер в файл не входит: его показывает { $command }.
        [few] -# { $count } триггера в файл не входят: их показывает { $command }.
       *[many] -# { $count } триггеров в файл не входят: их показывает { $command }.
    }
error-trigger-one-kind = Укажите либо слова, либо шаблон.
error-trigger-usage = Напишите, что искать, и ответ, например `слова: "вайфай, интернет" Пароль на доске.`
error-trigger-unknown = Этого триггера больше нет.
error-trigger-known = Такой триггер уже есть. Измените его: все показывает `/триггер`.
error-triggers-full = Триггеров уже { $limit }, больше нельзя. Удалите один из них или научите меня ответу по смыслу.
error-trigger-heavy = Все шаблоны вместе вышли бы слишком большими. Упростите этот или другой либо возьмите ключевые слова.
error-trigger-samples = У триггера не больше { $limit } примеров сообщений.
error-trigger-sample-hit = Он не подошёл бы к «{ $name }», а должен. Ничего не сохранено.
error-trigger-sample-miss = Он подошёл бы к «{ $name }», а не должен. Ничего не сохранено.
error-trigger-reject = Этот ответ дал триггер: он ищет определённые слова, а не вопрос. Изменить или удалить его можно через `/триггер`.
error-trigger-correct = Этот ответ дал триггер. Кто может меня учить, может изменить его через `/триггер` или через «Исправить этот ответ».
