# Что не получилось и что с этим делать.

error-bug = Простите, у меня что-то сломалось. Тот, кто меня запустил, найдёт это в журнале: `{ $reference }`.
error-service = У меня что-то не работает. Разобраться может только тот, кто меня запустил.
error-service-retry = У меня что-то сейчас не отвечает. Попробуйте чуть позже.
error-discord-forbids = Discord не даёт мне этого сделать. Возможно, в этом канале мне не хватает прав.
error-unknown-command = Команды `{ $command }` я не знаю. `/помощь` покажет, что я умею.

# Права
error-only-teachers = На этом сервере меня учат только те, кто им управляет.
error-only-managers = Это могут только те, кто управляет сервером.

# Ответы
error-turn-unknown = Этого ответа я не помню: он слишком старый, или это не ответ на вопрос.
error-turn-unanswered = Этот ответ взят не из выученного, убирать нечего. Его можно исправить.
error-not-my-reply = Это не мой ответ. Исправить и объяснить я могу только то, что сказал сам.
error-message-reference = Выберите ответ из списка или вставьте ссылку на сообщение или его ID.
error-link-elsewhere = Эта ссылка ведёт на другой сервер. Я знаю только свои ответы здесь.
error-correct-usage = Ответьте на моё сообщение правильным ответом или поставьте впереди ссылку на него или ID.
error-correction-same = Это уже и есть мой ответ.
error-taught-already = Это я уже знаю.
error-reject-again = На этот вопрос я так уже не отвечаю.
error-example-unknown = Этого примера больше нет.
error-change-unknown = Этого изменения больше нет.
error-change-undone = Это уже отменено.
error-change-not-yours = Этому меня научил кто-то другой; отменить могут он сам и те, кто управляет сервером.
error-change-final = Это отменить нельзя.
error-rating-range = Оценка — число от { $low } до { $high }.
error-feedback-empty = Напишите несколько слов или поставьте оценку.
error-feedback-too-long = Здесь { $length } знаков, а сохранить можно не больше { $limit }.

# Обучение
error-prompt-empty = Вопрос пуст.
error-prompt-too-long = В вопросе { $length } знаков, а можно не больше { $limit }.
error-reply-empty = Ответ пуст.
error-reply-too-long = В ответе { $length } знаков, а можно не больше { $limit }.
error-label-empty = Метка пуста.
error-label-too-long = В метке { $length } знаков, а можно не больше { $limit }.
error-teach-nothing = Учить здесь нечего.
error-teach-too-many = Примеров { $count }, а сразу можно не больше { $limit }. Соберите их в файл для `/обучить`.
error-train-refused =
    { $count ->
        [one] { $count } строка не подходит, поэтому ничего не выучено.
        [few] { $count } строки не подходят, поэтому ничего не выучено.
       *[many] { $count } строк не подходят, поэтому ничего не выучено.
    }
    Строка { $line }: { $reason }
error-erased-meanwhile = Ваши данные за это время удалены, поэтому ничего из этого не сохранено.
error-train-cancelled = Остановлено. Ничего из этого не выучено.
error-train-busy =
    { $waiting ->
        [one] В очереди уже { $waiting } обучение. Попробуйте, когда оно закончится.
        [few] В очереди уже { $waiting } обучения. Попробуйте, когда одно закончится.
       *[many] В очереди уже { $waiting } обучений. Попробуйте, когда одно закончится.
    }
error-test-nothing = Проверять здесь нечего.
error-preference-unknown = Настройки `{ $name }` нет.
error-preference-value = Для `{ $name }` не подходит { $value }.

# Файлы и папки
error-file-too-large = Размер `{ $path }` — { $size }, а можно не больше { $limit }.
error-storage-full = В вашей папке { $used }; ещё { $size } — и будет больше { $limit }. Сначала удалите что-нибудь.
error-archive-too-large = Размер `{ $path }` без сжатия — { $size }, а упаковать можно не больше { $limit }.
error-folder-empty = В `{ $path }` ничего нет.
error-folder-no-datasets = В `{ $path }` нет наборов данных. Я читаю { $formats }.
error-folder-too-many = В `{ $path }` больше { $limit } файлов.
error-path-bad-name = `{ $name }` не может быть именем файла.
error-path-closed = `{ $path }` не открывается: не позволяют права.
error-path-link = `{ $path }` — ссылка. Я открываю только настоящие файлы и папки.
error-path-missing = Не нахожу `{ $path }`.
error-path-missing-near = Не нахожу `{ $path }`. Может быть, `{ $near }`?
error-path-not-a-file = `{ $path }` — не файл.
error-path-not-a-folder = `{ $path }` — не папка.
error-path-outside = `{ $path }` вне вашей папки.
error-path-read-only = `{ $path }` можно только читать.
error-path-too-long = `{ $path }` — слишком длинный путь: не больше { $limit }.

# Файлы с примерами
error-dataset-format = Не понимаю, что за файл `{ $file }`. Я читаю { $formats }.
error-dataset-empty = Файл `{ $file }` пуст.
error-dataset-not-text = В файле `{ $file }` не текст.
error-dataset-encoding = `{ $file }`, строка { $line }: не могу прочесть эти знаки. Сохраните файл в UTF-8.
error-dataset-code-page =
    `{ $file }` не в UTF-8, и точно сказать, какие там буквы, нельзя. Сохраните файл в UTF-8 и пришлите снова
    (Excel: «Сохранить как», «CSV UTF-8»; Блокнот: «Сохранить как», «Кодировка»).
error-dataset-chat-export =
    `{ $file }` — переписка людей в канале. Я учусь только тому, что мне дают как вопрос и ответ:
    выберите нужное и напишите так: `вопрос => ответ`.
error-dataset-doubled-key = `{ $file }`, строка { $line }: «{ $name }» стоит второй раз, а считаться может только одно. Объедините их.
error-dataset-columns =
    { $found ->
        [1] В `{ $file }` один столбец. Нужны два, вопрос и ответ, или первая строка с их названиями.
       *[other] Столбцов в `{ $file }`: { $found }. Назовите их в первой строке, например question и answer.
    }
error-dataset-malformed = `{ $file }`, строка { $line }, столбец { $column }: { expected-here }.
error-dataset-row = `{ $file }`, строка { $line }: { $reason }
error-dataset-too-complex = `{ $file }` вложен слишком глубоко, или в нём больше { $limit } частей.
error-dataset-too-many = В `{ $file }` больше { $limit } примеров. Разделите его.
error-row-no-prompt = нет вопроса (есть: { $found }).
error-row-no-reply = нет ответа (есть: { $found }).
error-row-not-text = в «{ $field }» должен быть текст, а там { kind-found }.
error-row-empty = «{ $field }» пусто.
error-row-too-long = в «{ $field }» { $length } знаков, а можно не больше { $limit }.
error-row-bad-character = в «{ $field }» есть знак, который не является текстом.
error-row-no-exchange = нет вопроса, за которым следует ответ.
error-row-columns = столбцов { $found }, а должно быть { $expected }. Ячейку, в которой есть разделитель, возьмите в кавычки.
error-row-not-a-row = должен быть объект с вопросом и ответом, а здесь { kind-found }.
error-row-not-a-list = в «{ $field }» должен быть список, а там { kind-found }.
error-row-not-a-flag = в «{ $field }» должно быть true или false, а там «{ $found }».
error-row-two-fields = «{ $first }» и «{ $second }» означают одно и то же.
error-row-negative-without-reply = сказано, как не отвечать, но самого ответа нет.
error-row-negative-test = проверка говорит, как отвечать, а не как не отвечать.
error-row-role = роли «{ $found }» нет; есть user, assistant и system.
error-row-not-json = знак { $column }: { expected-here }.
error-row-not-csv = это не CSV: { expected-here }.
error-row-no-arrow = между вопросом и ответом нет `=>`. Или начните их с `В:` и `О:`.
error-row-answer-without-question = перед этим ответом нет вопроса (строки, которая начинается с `В:`).
error-row-question-without-answer = после этого вопроса нет ответа (строки, которая начинается с `О:`).
error-row-answer-goes-on = после ответа и пустой строки идёт ещё текст (строка { $next }): уберите пустую строку, если это ответ (`О:`), или начните его с `# `.
error-row-several-arrows = здесь несколько стрелок. Поставьте `=>` между вопросом и ответом.
error-row-text-without-question = над этим текстом нет вопроса. Закончите заголовок вопросительным знаком или напишите `В:` и `О:`.
error-row-chat-export = это переписка в канале. Я учусь тому, что мне дают как вопрос и ответ: выберите нужное и напишите `вопрос => ответ`.
error-row-doubled-key = «{ $name }» стоит здесь дважды, а считаться может одно. Начните каждую пару отдельной записью (в YAML — с `-`).
error-row-yaml-colon = в «{ $field }» есть двоеточие, а в YAML оно значит другое: возьмите текст в кавычки.
error-row-yaml-comment = YAML отбрасывает «{ $field }», начиная с `#`. Возьмите текст в кавычки или вынесите примечание на отдельную строку.
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
        [name] не хватает имени в двойных кавычках, или запятая лишняя
        [quote] не хватает кавычки
        [no-line-break] внутри кавычек нельзя переносить строку
        [escape] обратная косая черта не на месте
        [end] после конца есть что-то ещё
        [value] не хватает значения
        [less-nesting] слишком глубокая вложенность
        [no-alias] `*` и `&` в начале текста значат в YAML другое: возьмите текст в кавычки
        [no-tag] `!` в начале текста значит в YAML другое: возьмите текст в кавычки
        [number] это число не прочесть: возьмите его в кавычки
        [delimiter] не хватает разделителя
        [shorter] слишком длинное поле
       *[yaml] это не YAML. Текст, который начинается со знака или содержит двоеточие, возьмите в кавычки
    }
