# Страница песочницы. Только простые тексты: { $name } подставляет сама страница, поэтому форм множественного числа здесь нет.

playground-title = Песочница Chatterbot
playground-locked =
    Эта песочница не ваша, или её запустили заново.
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
playground-join-voice-name = Войти: { $name }
playground-leave-voice-name = Выйти: { $name }
playground-speaks = говорит
playground-is-muted = микрофон выключен
playground-is-deaf = ничего не слышит
playground-acting-as = Вы пишете как
playground-role-member = Участник
playground-role-admin = Управляет сервером
playground-members = Участники
playground-you = Это вы
playground-language = Язык
playground-app-tag = БОТ
playground-bot-online = На связи
playground-bot-starting = Запускается…
playground-bot-starting-banner = Бот запускается. Писать можно уже сейчас: он ответит, как только будет готов.
playground-reconnecting = Связь с песочницей потеряна. Если вы запустили её заново, откройте новую ссылку из терминала.
playground-topic-dm = Здесь только вы и бот
playground-topic-voice = Чат голосового канала

# Первые шаги
playground-first-steps = Первые шаги
playground-step-ask = Спросите что-нибудь
playground-step-ask-text = Несколько ответов бот знает сразу. Просто пишите: в этих каналах он отвечает на всё.
playground-step-ask-do = Написать вопрос
playground-step-ask-question = кто ты?
playground-step-correct = Исправьте ответ
playground-step-correct-text = Щёлкните по ответу бота правой кнопкой (или нажмите и удерживайте), выберите «Исправить этот ответ» и спросите снова.
playground-step-correct-do = Открыть меню
playground-step-correct-first = Сначала спросите бота о чём-нибудь: тогда будет что исправлять.
playground-step-train = Научите его сразу многому
playground-step-train-text = Станьте Boss и дайте боту файл с вопросами и ответами: JSONL, CSV, YAML или простой текст.
playground-step-train-do = Стать Boss, открыть /обучить
playground-step-talk = Поговорите с ним
playground-step-talk-text = Войдите в Lounge с микрофоном, позовите бота и разрешите ему вас слышать. Он ответит вслух.
playground-step-talk-do = Войти и позвать бота
playground-loopback = На этом компьютере работает маленькая замена Discord. Что вы пишете, говорите и чему учите, остаётся здесь. Только речь бота может создавать голос из сети (настройка speech.edge).

# Сообщения
playground-messages = Сообщения
playground-message-label = { $author }: { $text }
playground-no-text = Сообщение без текста
playground-used = использует
playground-jump = Перейти к этому сообщению
playground-to-end = К последним ↓
playground-original-deleted = Исходное сообщение удалено
playground-thinking = { $name } думает
playground-typing = Печатает: { $names }
playground-edited = (изменено)
playground-only-you = Это видите только вы
playground-dismiss-message = Убрать сообщение
playground-sending-command = Отправляем команду
playground-interaction-failed = Ошибка взаимодействия
playground-failed-no-answer = Приложение не отвечает
playground-unknown-mention = неизвестно
playground-spoiler = Спойлер: нажмите, чтобы показать
playground-reaction-label = { $emoji }, { $count }
playground-beginning = Это начало { $name }
playground-beginning-text = Спросите бота о чём-нибудь. Введите /, чтобы увидеть его команды.
playground-beginning-dm-text = Что бы вы здесь ни написали, бот ответит.
playground-beginning-voice-text = Чат голосового канала. Войдите в канал, позовите бота и поговорите с ним; здесь он спросит, кого ему слышать.

# Меню сообщения
playground-message-menu = Что сделать с этим сообщением
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
playground-copy-failed = Браузер не разрешает здесь копировать
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
playground-replying-to = Ответ для
playground-cancel-reply = Не отвечать
playground-drop-here = Отпустите файлы, чтобы прикрепить их
playground-remove-file = Убрать { $name }
playground-file-too-large = { $name }: слишком большой файл, можно не больше { $limit }
playground-too-many-files = Файлов может быть не больше { $most }

# Команды
playground-no-command = Такой команды для вас здесь нет
playground-bot-offline-commands = Бот запускается; команды появятся вместе с ним
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
playground-field-required = Это нужно заполнить
playground-field-empty = Заполните или уберите
playground-field-number = Нужно число
playground-field-integer = Нужно целое число
playground-field-range = От { $min } до { $max }
playground-field-short = Наименьшее число символов: { $min }

# Окна
playground-submit = Отправить
playground-cancel = Отмена
playground-close = Закрыть
playground-apply = Применить
playground-modal-note = Это получит { $name }.
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
playground-failed-upload = Файл не дошёл. Прикрепите его ещё раз.
playground-failed-busy = Слишком много сразу. Подождите немного.
playground-failed-invalid = Песочница не поняла собственную страницу. Перезагрузите её.
playground-failed-other = Не получилось

# Голосовые сообщения
playground-voice-message = Голосовое сообщение
playground-voice-play = Слушать
playground-voice-pause = Пауза
playground-voice-position = Место записи
playground-record = Записать голосовое сообщение
playground-recording = Идёт запись
playground-recording-send = Отправить запись
playground-recording-cancel = Удалить запись
playground-recording-no-microphone = Микрофона нет
playground-recording-not-allowed = Браузер не разрешает здесь микрофон

# Разговор в голосовом канале
playground-call = Разговор
playground-call-joining = Подключение…
playground-call-joined = Вы в канале
playground-call-chat = Чат канала { $name }
playground-call-bot = Позвать бота сюда
playground-call-ended = Разговор окончен
playground-call-no-sound = Без звука: нужные библиотеки не установлены (extra «playground»).
playground-mute = Выключить микрофон
playground-unmute = Включить микрофон
playground-microphone-asking = Разрешите микрофон в браузере
playground-microphone-refused = Браузер не разрешает микрофон. Слушать можно и так.
playground-microphone-missing = Микрофона нет. Слушать можно и так.
playground-microphone-broken = Микрофон не работает. Слушать можно и так.
playground-microphone-retry = Попробовать снова
