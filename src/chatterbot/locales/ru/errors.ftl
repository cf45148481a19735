# Что не получилось и что с этим делать.

error-bug = Извините, у меня что-то сломалось. Владелец бота найдёт это в журнале: `{ $reference }`.
error-service = У меня что-то не работает. Разобраться может только владелец бота.
error-service-retry = Сейчас у меня что-то не отвечает. Попробуйте ещё раз чуть позже.
error-discord-forbids = Discord не даёт мне этого сделать. Возможно, в этом канале мне не хватает прав.
error-slash-only = Сообщением `{ $command }` не работает. Наберите `/{ $name }` и выберите команду в появившемся списке.
error-unknown-command = Команды `{ $command }` я не знаю. `/помощь` покажет, что я умею.

# Права
error-only-teachers = Здесь меня могут учить только участники с правом «Управлять сервером».
error-only-managers = Это могут делать только участники с правом «Управлять сервером».

# Ответы
error-turn-unknown = Этого ответа я не помню: он слишком старый, или это не ответ на вопрос.
error-turn-unanswered = Этот ответ взят не из выученного, удалять нечего. Но его можно исправить.
error-not-my-reply = Это не мой ответ. Исправить и объяснить я могу только свои сообщения.
error-message-reference = Выберите ответ из списка или вставьте ссылку на сообщение или его ID.
error-link-elsewhere = Эта ссылка ведёт на другой сервер. Я знаю только свои ответы здесь.
error-correct-usage = Ответьте на моё сообщение правильным ответом или укажите перед ним ссылку на сообщение или его ID.
error-correction-same = Это и есть мой ответ.
error-taught-already = Я это уже знаю.
error-reject-again = На этот вопрос я так больше не отвечаю.
error-example-unknown = Этого примера больше нет.
error-change-unknown = Этого изменения больше нет.
error-change-undone = Это уже отменено.
error-change-not-yours = Этому меня научил другой человек. Отменить это может только он или участники с правом «Управлять сервером».
error-change-final = Это отменить нельзя.
error-rating-range = Оценка — число от { $low } до { $high }.
error-feedback-empty = Напишите несколько слов или поставьте оценку.
error-feedback-too-long = Здесь { $length } символов, а можно не больше { $limit }.

# Обучение
error-prompt-empty = Вопрос пуст.
error-prompt-too-long = В вопросе { $length } символов, а можно не больше { $limit }.
error-reply-empty = Ответ пуст.
error-reply-too-long = В ответе { $length } символов, а можно не больше { $limit }.
error-label-empty = Метка пуста.
error-label-too-long = В метке { $length } символов, а можно не больше { $limit }.
error-teach-nothing = Учить здесь нечего.
error-teach-too-many = Примеров { $count }, а за один раз можно не больше { $limit }. Соберите их в файл для `/обучение`.
error-train-refused =
    { $count ->
        [one] { $count } строка не подходит, поэтому ничего не выучено.
        [few] { $count } строки не подходят, поэтому ничего не выучено.
       *[other] { $count } строк не подходят, поэтому ничего не выучено.
    }
    Строка { $line }: { $reason }
error-erased-meanwhile = Ваши данные за это время удалены, поэтому ничего из этого не сохранено.
error-train-cancelled = Остановлено. Ничего не выучено.
error-train-busy =
    { $waiting ->
        [one] В очереди уже { $waiting } задание. Попробуйте, когда оно закончится.
        [few] В очереди уже { $waiting } задания. Попробуйте, когда одно из них закончится.
       *[other] В очереди уже { $waiting } заданий. Попробуйте, когда одно из них закончится.
    }
error-train-busy-everywhere = Я ещё учусь: впереди { $waiting ->
        [one] { $waiting } источник
        [few] { $waiting } источника
       *[many] { $waiting } источников
    }. Попробуйте ещё раз через несколько минут.
error-work-busy = Здесь я ещё занят: тестов, наборов данных и архивов в работе — { $waiting }. Попробуйте ещё раз, когда я закончу.
error-transfers-busy = Я ещё занят вашими файлами, их { $waiting }. Попробуйте ещё раз, когда я закончу с одним из них.
error-transfers-busy-here = Здесь я ещё занят другими файлами, их { $waiting }. Попробуйте ещё раз чуть позже.
error-work-busy-everywhere = Я занят, других задач в работе — { $waiting }. Попробуйте ещё раз через несколько минут.
error-examples-full = Это слишком много, поэтому я ничего не запомнил: здесь я знаю примеров: { NUMBER($used) }, новых было бы { NUMBER($new) }, а предел — { NUMBER($limit) }. Дайте меньше, отмените или удалите лишнее либо попросите владельца бота увеличить предел.
error-examples-history = Я ничего не запомнил: вместе с отменёнными и удалёнными примерами их станет больше { NUMBER($limit) }. Попросите владельца бота увеличить предел.
error-database-full = Я ничего не запомнил: моя база данных занимает { $size }, а её предел — { $limit }. Увеличить его может только владелец бота.
error-test-nothing = Проверять здесь нечего.
error-preference-unknown = Настройки `{ $name }` нет.
error-preference-value = Для `{ $name }` значение { $value } не подходит.

# Файлы и папки
error-file-too-large = Размер `{ $path }` — { $size }, а можно не больше { $limit }.
error-storage-full = В вашей папке { $used }; ещё { $size } — и будет больше { $limit }. Сначала удалите что-нибудь.
error-archive-too-large = Размер `{ $path }` без сжатия — { $size }, а упаковать можно не больше { $limit }.
error-folder-empty = Папка `{ $path }` пуста.
error-folder-no-datasets = В `{ $path }` нет наборов данных. Я читаю { $formats }.
error-folder-too-many = В `{ $path }` больше { $limit } файлов.
error-path-bad-name = `{ $name }` не может быть именем файла.
error-path-closed = `{ $path }` не открывается: нет прав доступа.
error-path-link = `{ $path }` — ссылка. Я открываю только настоящие файлы и папки.
error-path-missing = `{ $path }` не найден.
error-path-missing-near = `{ $path }` не найден. Может быть, `{ $near }`?
error-path-not-a-file = `{ $path }` — не файл.
error-path-not-a-folder = `{ $path }` — не папка.
error-path-outside = `{ $path }` вне вашей папки.
error-path-read-only = `{ $path }` доступен только для чтения.
error-path-too-long = `{ $path }` — слишком длинный путь, можно не больше { $limit }.

# Файлы с примерами
error-dataset-format = Не понимаю, что за файл `{ $file }`. Я читаю { $formats }.
error-dataset-empty = Файл `{ $file }` пуст.
error-dataset-not-text = В файле `{ $file }` не текст.
error-dataset-encoding = `{ $file }`, строка { $line }: не могу прочитать эти символы. Сохраните файл в UTF-8.
error-dataset-code-page =
    `{ $file }` не в UTF-8, и точно сказать, какие там буквы, нельзя. Сохраните файл в UTF-8 и пришлите снова
    (Excel: «Сохранить как», «CSV UTF-8»; Блокнот: «Сохранить как», «Кодировка»).
error-dataset-chat-export =
    `{ $file }` — выгрузка чата. Я учусь только вопросам с ответами:
    выберите нужное и запишите так: `вопрос => ответ`.
error-dataset-doubled-key = `{ $file }`, строка { $line }: «{ $name }» встречается второй раз, а учесть можно только один. Объедините их.
error-dataset-columns =
    { $found ->
        [1] В `{ $file }` один столбец. Нужны два, вопрос и ответ, или первая строка с их названиями.
       *[other] Столбцов в `{ $file }`: { $found }. Подпишите их в первой строке, например question и answer.
    }
error-dataset-malformed = `{ $file }`, строка { $line }, столбец { $column }: { expected-here }.
error-dataset-row = `{ $file }`, строка { $line }: { $reason }
error-dataset-too-complex = `{ $file }` вложен слишком глубоко, или в нём больше { $limit } частей.
error-dataset-too-many = В `{ $file }` больше { $limit } примеров. Разделите его.
error-row-no-prompt = нет вопроса (есть: { $found }).
error-row-no-reply = нет ответа (есть: { $found }).
error-row-not-text = в «{ $field }» должен быть текст, а там { kind-found }.
error-row-empty = поле «{ $field }» пусто.
error-row-too-long = в «{ $field }» { $length } символов, а можно не больше { $limit }.
error-row-bad-character = в «{ $field }» есть недопустимый символ.
error-row-no-exchange = нет вопроса, за которым следует ответ.
error-row-columns = столбцов { $found }, а должно быть { $expected }. Ячейку с разделителем внутри возьмите в кавычки.
error-row-not-a-row = должен быть объект с вопросом и ответом, а здесь { kind-found }.
error-row-not-a-list = в «{ $field }» должен быть список, а там { kind-found }.
error-row-not-a-flag = в «{ $field }» должно быть true или false, а там «{ $found }».
error-row-two-fields = «{ $first }» и «{ $second }» означают одно и то же.
error-row-negative-without-reply = указано, что так отвечать нельзя, но самого ответа нет.
error-row-negative-test = в проверке нужен правильный ответ, а не запрещённый.
error-row-role = роли «{ $found }» нет; есть user, assistant и system.
error-row-not-json = символ { $column }: { expected-here }.
error-row-not-csv = это не CSV: { expected-here }.
error-row-no-arrow = между вопросом и ответом нет `=>`. Можно и поставить перед ними `В:` и `О:`.
error-row-answer-without-question = перед этим ответом нет вопроса (строки, которая начинается с `В:`).
error-row-question-without-answer = после этого вопроса нет ответа (строки, которая начинается с `О:`).
error-row-answer-goes-on = после ответа и пустой строки идёт ещё текст (строка { $next }): уберите пустую строку, если это ответ (`О:`), или начните его с `# `.
error-row-several-arrows = здесь несколько стрелок. Поставьте `=>` между вопросом и ответом.
error-row-text-without-question = над этим текстом нет вопроса. Закончите заголовок вопросительным знаком или напишите `В:` и `О:`.
error-row-chat-export = это выгрузка чата. Я учусь только вопросам с ответами: выберите нужное и запишите так: `вопрос => ответ`.
error-row-doubled-key = «{ $name }» встречается здесь дважды, а учесть можно только один. Начните каждую пару отдельной записью (в YAML — с `-`).
error-row-yaml-colon = в «{ $field }» есть двоеточие, а в YAML оно значит другое: возьмите текст в кавычки.
error-row-yaml-comment = YAML отбрасывает «{ $field }», начиная с `#`. Возьмите текст в кавычки или вынесите комментарий на отдельную строку.
kind-found =
    { $found ->
        [null] пусто
        [flag] true или false
        [number] число
        [text] текст
        [list] список
        [object] объект
       *[other] что-то другое
    }
expected-here =
    { $expected ->
        [comma] не хватает запятой
        [colon] не хватает двоеточия
        [name] не хватает имени в двойных кавычках, или есть лишняя запятая
        [quote] не хватает кавычки
        [no-line-break] внутри кавычек нельзя переносить строку
        [escape] обратная косая черта не на месте
        [end] после конца есть что-то ещё
        [value] не хватает значения
        [less-nesting] слишком глубокая вложенность
        [no-alias] `*` и `&` в начале текста значат в YAML другое: возьмите текст в кавычки
        [no-tag] `!` в начале текста значит в YAML другое: возьмите текст в кавычки
        [number] это число нельзя прочитать: возьмите его в кавычки
        [delimiter] не хватает разделителя
        [shorter] слишком длинное поле
       *[yaml] это не YAML. Текст, который начинается с символа или содержит двоеточие, возьмите в кавычки
    }
error-only-asker = Выбирать здесь может только тот, кто спросил. Спросите меня сами!
error-suggestion-gone = Этот ответ больше недоступен. Спросите ещё раз.
error-reply-gone = Не удалось изменить ответ. Может быть, он удалён?
error-button-broken = Эта кнопка больше не работает. Спросите ещё раз.
error-question-too-long = Для вопроса этот текст слишком длинный: я читаю до { $limit } символов. Напишите в нескольких предложениях, что вы хотите узнать.
error-too-many-requests = У вас слишком много незавершённых команд и нажатий. Дождитесь ответов на них.
