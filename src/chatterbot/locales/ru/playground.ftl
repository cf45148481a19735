# Страница песочницы. Только простые тексты: { $name } подставляет сама страница, поэтому форм множественного числа здесь нет.

playground-title = Песочница Chatterbot
playground-locked =
    Эта песочница не ваша, или её перезапустили.
    Откройте ссылку, которую напечатала программа.
playground-subtitle = Только на этом компьютере
playground-skip = Перейти к вводу

# Места и люди
playground-channels = Каналы
playground-text-channels = Текстовые каналы
playground-voice-channels = Голосовые каналы
playground-direct-messages = Личные сообщения
playground-unread = есть непрочитанное
playground-join-voice = Войти
playground-leave-voice = Выйти
playground-in-voice = В канале { $name }
playground-join-voice-name = Войти в { $name }
playground-leave-voice-name = Выйти из { $name }
playground-speaks = говорит
playground-is-muted = микрофон выключен
playground-is-deaf = звук выключен
playground-acting-as = Вы пишете как
playground-role-member = Участник
playground-role-admin = Может управлять сервером
playground-members = Участники
playground-you = Это вы
playground-language = Язык
playground-theme = Тема
playground-theme-system = Как в системе
playground-theme-light = Светлая
playground-theme-dark = Тёмная
playground-side-column = Первые шаги и участники
playground-app-tag = БОТ
playground-bot-online = На связи
playground-bot-starting = Запускается…
playground-bot-starting-banner = Бот запускается. Писать можно уже сейчас: он ответит, как только будет готов.
playground-reconnecting = Связь с песочницей потеряна. Если вы её перезапустили, откройте новую ссылку из терминала.
playground-topic-dm = Здесь только вы и бот
playground-topic-voice = Чат голосового канала

# Первые шаги
playground-first-steps = Первые шаги
playground-first-steps-close = Закрыть первые шаги
playground-step-ask = Спросите что-нибудь
playground-step-ask-text = Несколько ответов бот знает сразу. Просто спросите: в этих каналах упоминать его не нужно. В болтовню он не вмешивается, как и на сервере.
playground-step-ask-do = Написать вопрос
playground-step-ask-question = кто ты?
playground-step-correct = Исправьте ответ
playground-step-correct-text = Щёлкните по ответу бота правой кнопкой (или нажмите и удерживайте), выберите «Исправить этот ответ» и спросите снова.
playground-step-correct-do = Открыть меню
playground-step-correct-first = Сначала спросите бота о чём-нибудь, тогда будет что исправлять.
playground-step-train = Научите его многому сразу
playground-step-train-text = Станьте Boss и дайте боту через /обучение файл с вопросами и ответами: JSONL, CSV, YAML или простой текст.
playground-step-train-do = Стать Boss, открыть /обучение
playground-step-talk = Поговорите с ним
playground-step-talk-text = Войдите в Lounge с микрофоном, позовите бота и разрешите ему вас слушать. Он ответит вслух.
playground-step-talk-do = Войти и позвать бота
playground-loopback = На этом компьютере работает маленькая имитация Discord. Всё, что вы пишете, говорите и чему учите, остаётся здесь. Только слова, которые бот произносит, могут уходить в онлайн-сервис голосов (настройка speech.edge), а вопросы — на сервер языковой модели, если она настроена (llm.model) и включена. Когда песочница останавливается, переписка пропадает, а выученное сохраняется.
playground-no-emoji = На этом компьютере нет шрифта с цветными эмодзи, поэтому некоторые эмодзи могут выглядеть как пустые квадраты. В Debian и Ubuntu его установит «sudo apt install fonts-noto-color-emoji».

# Языковая модель
playground-model-title = Языковая модель
playground-model-switch = Составлять ответы из выученного
playground-model-scripted = { $name } — модель по сценарию, для пробы: она соединяет выученные ответы и документы и ставит их номера. Видно, как растёт ответ, откуда он взят и как его место занимает исправление. За пределы этого компьютера ничего не уходит.
playground-model-real = { $name }, сервер { $host }. Пока включено, вопросы, на которые точно не отвечает ничего выученного, отправляются туда вместе с близким выученным и разговором.
playground-model-try = Попробовать с вопросом
playground-model-question = Неужели программа не устаёт ни от одного человека?

# Сообщения
playground-messages = Сообщения
playground-message-label = { $author }: { $text }
playground-no-text = Сообщение без текста
playground-used = использует команду
playground-jump = Перейти к этому сообщению
playground-to-end = К последним ↓
playground-original-deleted = Исходное сообщение удалено
playground-thinking = { $name } думает
playground-typing = Печатает: { $names }
playground-edited = (изменено)
playground-only-you = Это видите только вы
playground-dismiss-message = Убрать сообщение
playground-sending-command = Отправка команды…
playground-interaction-failed = Ошибка взаимодействия
playground-failed-no-answer = Приложение не ответило
playground-unknown-mention = неизвестно
playground-spoiler = Спойлер: нажмите, чтобы показать
playground-reaction-label = { $emoji }, { $count }
playground-beginning = Это начало { $name }
playground-beginning-text = Спросите бота о чём-нибудь. Введите /, чтобы увидеть его команды.
playground-beginning-dm-text = Что бы вы здесь ни написали, бот ответит.
playground-restarted = Песочницу перезапустили: прежней переписки больше нет, а выученное сохранилось.
playground-beginning-voice-text = Это чат голосового канала. Войдите в канал, позовите бота и поговорите с ним; здесь он спросит, кого ему можно слушать.

# Меню сообщения
playground-message-menu = Действия с сообщением
playground-add-reaction = Добавить реакцию
playground-reply = Ответить
playground-more = Ещё
playground-edit = Изменить сообщение
playground-edit-title = Изменить сообщение
playground-apps = Приложения
playground-copy-text = Копировать текст
playground-copy-link = Копировать ссылку на сообщение
playground-copy-id = Копировать ID сообщения
playground-copied = Скопировано
playground-copy-failed = Браузер не разрешает копирование
playground-delete = Удалить сообщение

# Ввод
playground-message-box = Сообщение
playground-write-in = Написать в { $name }
playground-write-to = Написать @{ $name }
playground-send = Отправить
playground-attach = Прикрепить файлы
playground-attached-files = Прикреплённые файлы
playground-commands = Команды
playground-suggestions = Подсказки
playground-suggestions-count = Подсказок: { $count }
playground-replying-to = Ответ для
playground-cancel-reply = Отменить ответ
playground-drop-here = Отпустите файлы, чтобы прикрепить их
playground-remove-file = Убрать { $name }
playground-file-too-large = { $name }: слишком большой файл, можно не больше { $limit }
playground-too-many-files = Файлов может быть не больше { $most }

# Команды
playground-no-command = Такой команды для вас здесь нет
playground-bot-offline-commands = Бот запускается; команды скоро появятся
playground-command-keys = Enter — отправить · Esc — закрыть
playground-run = Отправить команду
playground-required = обязательно
playground-optional = (необязательно)
playground-remove-option = Убрать { $name }
playground-choose = Выберите…
playground-choose-file = Выбрать файл
playground-no-file = или перетащите его на страницу
playground-yes = Да
playground-no = Нет
playground-complete-failed = Бот ничего не подсказал
playground-complete-none = Ничего не подходит
playground-field-required = Обязательное поле
playground-field-empty = Заполните или уберите это поле
playground-field-number = Введите число
playground-field-integer = Введите целое число
playground-field-range = От { $min } до { $max }
playground-field-short = Не меньше { $min } символов

# Окна
playground-submit = Отправить
playground-cancel = Отмена
playground-close = Закрыть
playground-apply = Применить
playground-modal-note = Эту форму получит { $name }.
playground-modal-failed = Что-то пошло не так. Попробуйте ещё раз.
playground-modal-unsupported = Эту часть окна песочница показать не умеет: { $label }

# Файлы и картинки
playground-file = Файл
playground-open-picture = Открыть { $name }
playground-picture-elsewhere = Картинка на другом сервере (не загружена)
playground-download = Скачать { $name }
playground-size-b = { $size } Б
playground-size-kb = { $size } КБ
playground-size-mb = { $size } МБ

# Уведомления
playground-dismiss = Убрать
playground-failed-connection = Нет связи с песочницей
playground-failed-too-large = Этот файл слишком большой
playground-failed-upload = Файл не загрузился. Прикрепите его ещё раз.
playground-failed-busy = Слишком много запросов. Подождите немного.
playground-failed-invalid = Что-то пошло не так. Перезагрузите страницу.
playground-failed-other = Не получилось

# Голосовые сообщения
playground-voice-message = Голосовое сообщение
playground-voice-play = Воспроизвести
playground-voice-pause = Пауза
playground-voice-position = Позиция
playground-record = Записать голосовое сообщение
playground-recording = Идёт запись
playground-recording-send = Отправить запись
playground-recording-cancel = Удалить запись
playground-recording-no-microphone = Микрофон не найден
playground-recording-not-allowed = Браузер не разрешает использовать микрофон

# Разговор в голосовом канале
playground-call = Звонок
playground-call-joining = Подключение…
playground-call-joined = Голосовая связь подключена
playground-call-chat = Чат канала { $name }
playground-call-bot = Позвать бота сюда
playground-call-ended = Звонок завершён
playground-call-no-sound = Без звука: нужные библиотеки не установлены (дополнение «playground»).
playground-mute = Выключить микрофон
playground-unmute = Включить микрофон
playground-microphone-asking = Разрешите использовать микрофон в браузере
playground-microphone-refused = Браузер не разрешает использовать микрофон. Слушать можно и так.
playground-microphone-missing = Микрофон не найден. Слушать можно и так.
playground-microphone-broken = Микрофон не работает. Слушать можно и так.
playground-microphone-retry = Попробовать снова

# Форумы и ветки
playground-topic-forum = Каждая публикация — вопрос и ответы на него
playground-posts = Публикации
playground-posts-about = Каждая публикация здесь — отдельная ветка. Бот отвечает на новую публикацию по её заголовку и тексту.
playground-posts-none = Здесь пока нет публикаций.
playground-new-post = Новая публикация
playground-post-title = Заголовок
playground-post-text = Текст
playground-post-tags = Теги
playground-post-no-tag = Без тега
playground-post-answers = Ответов: { $count }
playground-post-locked = Закрыта
playground-start-thread = Создать ветку
playground-thread-name = Название ветки
playground-threads-of = Ветки канала { $name }
playground-back-to = Назад в { $name }
playground-beginning-thread-text = Это начало ветки.
