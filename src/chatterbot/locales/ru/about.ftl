# Приветствие, помощь и состояние.

command-hi = привет
command-hi-about = Поздороваться
hi = 👋 Здравствуйте, { $person }! Спрашивайте: упомяните меня, ответьте на моё сообщение или напишите мне лично. { $help } покажет, что ещё я умею.

command-help = помощь
command-help-about = Что я умею
help-title = Что я умею
help-how =
    Я отвечаю тем, чему меня научили. Упомяните меня, ответьте на моё сообщение или напишите мне лично.
    Ответ неверный? Долгое нажатие или правая кнопка → Приложения → **{ $correct }**. Исправление действует уже со следующего сообщения.
help-section-talk = Разговор
help-section-teach = Обучение
help-section-data = Наборы данных и файлы
help-section-settings = Настройки и приватность
help-section-menu = В меню сообщения (долгое нажатие или правая кнопка → Приложения)
help-section-text = Текстом
help-text = Команды можно писать и сообщением: `{ $prefix }привет`. Вне личных сообщений сначала упомяните меня.
help-text-anywhere = Команды можно писать и сообщением: `{ $prefix }привет`.
help-marks = ✏️ для тех, кто учит · 🔧 для тех, кто управляет сервером
help-marks-managers = 🔧 для тех, кто управляет сервером

command-status = статус
command-status-about = Как у меня дела, в цифрах
status-title = Как у меня дела
status-fine = Всё работает.
status-degraded-encoder = ⚠️ Не удалось загрузить языковую модель. Я сравниваю только слова и реже узнаю перефразированные вопросы.
status-knows = Я знаю
status-examples =
    { $count ->
        [one] { $count } пример
        [few] { $count } примера
       *[many] { $count } примеров
    } ({ $dataset })
status-replies = Ответы
status-no-replies = с запуска ещё не было
status-reply-times =
    { $count ->
        [1] 1 за { $middle } мс
       *[other] { $count }: половина быстрее { $middle } мс, 95 % быстрее { $slow } мс
    }
status-connection = Связь с Discord
status-latency = { $ms } мс
status-latency-unknown = ещё не измерена
status-since = Запуск
status-engine = Движок
status-engine-lexical = только слова
status-versions = Версии
