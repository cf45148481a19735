# Приветствие, помощь и состояние.

command-hi = привет
command-hi-about = Поздороваться
hi = 👋 Здравствуйте, { $person }! Спрашивайте о чём угодно: упомяните меня, ответьте на моё сообщение или напишите мне лично. { $help } покажет, что ещё я умею.

command-help = помощь
command-help-about = Что я умею
help-title = Что я умею
help-how =
    Я отвечаю тем, чему меня научили. Упомяните меня, ответьте на моё сообщение или напишите мне лично.
    Ответ неверный? Щёлкните по нему правой кнопкой (на телефоне — нажмите и удерживайте) → Приложения → **{ $correct }**. Исправление действует со следующего сообщения.
help-how-talk = Я отвечаю тем, чему меня научили. Упомяните меня, ответьте на моё сообщение или напишите мне лично.
help-section-talk = Разговор
help-section-teach = Обучение
help-section-data = Наборы данных и файлы
help-section-settings = Настройки и приватность
help-section-menu = В меню сообщения (правая кнопка или долгое нажатие → Приложения)
help-section-text = Сообщением
help-text = Команды можно писать и обычным сообщением: `{ $prefix }привет`. Вне личных сообщений сначала упомяните меня.
help-text-anywhere = Команды можно писать и обычным сообщением: `{ $prefix }привет`.
help-options = Параметры пишутся перед текстом, как `название: значение`: `{ $prefix }настройки учителя: управляющие`. Файлы прикладывают к сообщению.
help-options-direct = Параметры пишутся перед текстом, как `название: значение`: `{ $prefix }настройки строгость: высокая`. Файлы прикладывают к сообщению.
help-options-feedback = Параметры пишутся перед текстом, как `название: значение`: `{ $prefix }отзыв оценка: 5 мне нравится`.
help-marks = ✏️ для тех, кто меня учит · 🔧 нужно право «Управлять сервером»
help-marks-managers = 🔧 нужно право «Управлять сервером»

command-status = статус
command-status-about = Как я работаю: примеры, скорость ответов, версии
status-title = Как у меня дела
status-fine = Всё работает.
status-loading = ⏳ Ещё загружается: { $parts }. Остальное работает.
status-failing = ⚠️ Сейчас не работает: { $parts }. Остальное работает.
status-failing-and-loading = ⚠️ Сейчас не работает: { $parts }. Ещё загружается: { $loading }. Остальное работает.
status-part-memory = память (то, чему меня учат и о чём спрашивают, может не сохраниться)
status-part-encoder = узнавание перефразированных вопросов (я сравниваю только слова)
status-part-ears = распознавание речи
status-part-voices = голос
status-part-some-voices = часть голосов (вместо них говорят другие)
status-part-call = связь с голосовым каналом
status-part-muted = речь в голосовом канале (там меня никто не слышит)
status-part-deafened = слух в голосовом канале (там я никого не слышу)
status-unreadable = сейчас не прочитать
status-knows = Я знаю
status-examples =
    { $count ->
        [one] { $count } пример
        [few] { $count } примера
       *[other] { $count } примеров
    } ({ $dataset })
status-replies = Ответы
status-no-replies = после запуска ещё не было
status-reply-times =
    { $count ->
        [1] 1 за { $middle } мс
       *[other] { $count }: медиана { $middle } мс, 95-й процентиль { $slow } мс
    }
status-connection = Связь с Discord
status-latency = { $ms } мс
status-latency-unknown = ещё не измерена
status-since = Запущен
status-engine = Движок
status-engine-lexical = только слова
status-versions = Версии
