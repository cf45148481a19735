# Места: что действует в отдельных каналах и категориях.

error-places-no-voice = 🚫 На этом сервере мне не стоит заходить в { $channel }. Изменить это может тот, кто управляет сервером: в настройках, раздел «Места».
error-places-too-many = 🚫 Свои настройки могут быть не больше чем у { $most } каналов и категорий. Сначала верните одному из них общие.
error-places-gone = Этого канала больше нет, или я его не вижу.
error-places-dataset-gone = Этого набора больше нет. Выберите другой.
error-places-cannot-write = 🚫 Я не могу писать в { $channel }. Там мне нужно право: **{ $permissions }**. Ничего не изменилось.
permission-view-channel = «Просматривать канал»
permission-send-messages = «Отправлять сообщения»
permission-send-messages-in-threads = «Отправлять сообщения в ветках»

# Разделы команды /настройки
settings-section-choose = Выберите, что настроить
settings-section-answering = Ответы
settings-section-answering-about = На какие сообщения, насколько уверенно и на каком языке я отвечаю
settings-section-teaching = Обучение
settings-section-teaching-about = Кто может меня учить и исправлять
settings-section-places = Места
settings-section-places-about = Что по-другому в отдельных каналах и категориях
settings-section-voice = Голос
settings-section-voice-about = Ответы голосом и голосовые каналы
settings-section-log = Журнал и сводка
settings-section-log-about = Где я пишу, чему меня научили и на что я не смог ответить
settings-section-handover = Вопрос людям
settings-section-handover-about = К кому обратиться, если я не знаю ответа
settings-changed = ✅ **Сохранено.**
settings-outdated = ⚠️ Тем временем это изменил кто-то другой, поэтому я ничего не поменял. Сейчас всё так; выберите ещё раз.
settings-as-server = как на всём сервере
settings-places-shown = • Свои настройки есть у каналов: { $places }

settings-documents-on = Если ничего из выученного не подходит, **цитирую загруженные документы**
settings-documents-off = Загруженные документы **не цитирую**
settings-size-small = Этот сервер считается маленьким: сразу учат **все**
settings-size-large = Этот сервер считается большим: чему учат не учителя, **ждёт решения учителя**
settings-teacher-roles = Роли учителей: { $roles }
settings-teacher-roles-none = Роли учителей: **нет**
settings-log = О каждом изменении того, что я знаю, пишу в { $channel }
settings-log-none = Об изменениях того, что я знаю, в канал **не пишу**
settings-digest = Раз в неделю пишу в { $channel }, на что не смог ответить
settings-digest-none = О том, на что не смог ответить, в канал **не пишу**
settings-askers-on = Управляющие сервером **видят, кто спрашивал** то, на что я не смог ответить
settings-askers-off = Никто не видит, **кто спрашивал** то, на что я не смог ответить
settings-handover = То, чего я не знаю, можно передать людям в { $channel }
settings-handover-none = Вопросы людям **не передаю**
settings-handover-role = Там я упоминаю { $role }
settings-handover-role-none = Там я **никого** не упоминаю
settings-handover-every =
    { $minutes ->
        [0] Эту роль упоминаю при **каждом** вопросе
       *[other] Не чаще чем раз за: **{ settings-minutes }**
    }
settings-minutes =
    { $minutes ->
        [0] без ограничений
        [60] 1 час
        [360] 6 часов
        [1440] 1 день
        [10080] 1 неделю
        [one] { $minutes } минуту
        [few] { $minutes } минуты
       *[other] { $minutes } минут
    }
settings-role-silent = ⚠️ Упомянуть эту роль я не могу: разрешите всем её упоминать или дайте мне право «Упоминание @everyone, @here и всех ролей».

settings-place = { $place }: { $values }
settings-place-now = **{ $place }**: { $values }
settings-place-gone = удалённый канал
settings-places-none = Своих настроек нет ни у каналов, ни у категорий. Выберите канал или категорию, чтобы их задать.
settings-places-more = и ещё { $count }
settings-place-answers-unset = Ответы: как на сервере
settings-place-answers-yes = Отвечаю на всё
settings-place-answers-no = Не отвечаю
settings-place-voice-unset = Голос: как на сервере
settings-place-voice-yes = Захожу говорить
settings-place-voice-no = Голосом не участвую
settings-place-dataset = набор { $name }
settings-place-dataset-gone = набор { $name }, которого больше нет: отвечает основной

settings-press-answers_in-addressed = Только по обращению
settings-press-answers_in-channels = Выбранные каналы
settings-press-answers_in-everywhere = Везде
settings-press-documents-on = Цитировать документы
settings-press-documents-off = Не цитировать документы
settings-press-teachers-auto = По размеру сервера
settings-press-teachers-everyone = Все
settings-press-teachers-teachers = Роли учителей
settings-press-teachers-managers = Управляющие
settings-press-speak-on = Добавлять голос
settings-press-speak-off = Без голоса
settings-press-voice_answers-on = На голосовые отвечать голосом
settings-press-voice_answers-off = На голосовые отвечать текстом
settings-press-mirror-on = Писать разговор в чат
settings-press-mirror-off = Не писать разговор в чат
settings-press-show_askers-on = Показывать, кто спросил
settings-press-show_askers-off = Не показывать, кто спросил
settings-press-clear = Как на сервере
settings-press-gone =
    { $count ->
        [one] Забыть { $count } удалённый канал
        [few] Забыть { $count } удалённых канала
       *[other] Забыть { $count } удалённых каналов
    }
settings-pick-channels = Каналы, в которых я отвечаю на всё
settings-pick-strictness = Насколько уверенным я должен быть
settings-pick-language = Язык обычных ответов
settings-pick-teacher_roles = Роли учителей
settings-pick-calls = Какие ответы я говорю в голосовых каналах
settings-pick-talk = На что я отвечаю в голосовых каналах
settings-pick-log_channel = Канал для журнала изменений
settings-pick-digest_channel = Канал для еженедельной сводки
settings-pick-handover_channel = Канал тех, кто помогает
settings-pick-handover_role = Какую роль там упоминать
settings-pick-handover_every = Как часто упоминать эту роль
settings-pick-place = Выберите канал или категорию
settings-pick-dataset = Какой набор там отвечает
error-settings-everyone = 🚫 Всех сразу я никогда не упоминаю. Выберите другую роль.
error-settings-channel-first = Сначала выберите канал в меню ниже: тогда я буду отвечать там на всё.
settings-choice = { $what }: { $value }
settings-what-strictness = Строгость
settings-what-language = Язык
settings-what-dataset = Набор
settings-what-calls = Ответы голосом
settings-what-talk = Отвечаю голосом
settings-what-handover_every = Время между упоминаниями
