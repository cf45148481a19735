# /персона

privacy-kind-personas =
    { $count ->
        [one] { $count } описание того, как мне говорить
        [few] { $count } описания того, как мне говорить
       *[many] { $count } описаний того, как мне говорить
    }
privacy-kind-finetunes =
    { $count ->
        [one] { $count } дообучение модели, которое вы запустили
        [few] { $count } дообучения модели, которые вы запустили
       *[many] { $count } дообучений модели, которые вы запустили
    }

command-persona = персона
command-persona-about = Как мне говорить там, где ответы пишет языковая модель
option-persona-channel = канал
option-persona-channel-about = Для какого канала или категории (по умолчанию: для всего сервера)

persona-at-server = на этом сервере
persona-at-direct = в этих личных сообщениях
persona-at-channel = в { $channel }
persona-none = 🎭 Как мне говорить { $place }, пока не задано. Опишите характер, тон, что мне знать об этом сообществе; мои правила и то, чему меня научили, всегда важнее.
persona-title = 🎭 **Как я говорю { $place }**
persona-by = -# Описание: { $person }, { $when }
persona-others = **В других местах** (действует ближайшее: ветка, канал, категория, сервер)
persona-line = - { $place }: «{ $text }» · { $person }, { $when }
persona-more =
    { $count ->
        [one] - … и ещё { $count } место
        [few] - … и ещё { $count } места
       *[many] - … и ещё { $count } мест
    }
persona-write-button = Написать
persona-reset-button = Сбросить
persona-form-title = Как мне говорить
persona-field = Опишите своими словами
persona-field-hint = Ты хранитель старой мельницы: тёплый, немногословный, без официоза …
persona-written = 🎭 **Сохранено.** Теперь { $place } я говорю так:
persona-was-reset = 🎭 **Сброшено.** Как мне говорить { $place }, больше не задано.
persona-restored = 🎭 **Возвращено.** Теперь { $place } я снова говорю так:
persona-model-off = -# Языковая модель там выключена, поэтому пока ничего не изменится: см. `/настройки`.
persona-log = 🎭 { $person } задаёт, как я говорю { $place }: «{ $text }»
persona-log-reset = 🎭 { $person } сбрасывает то, как я говорю { $place }.
error-persona-no-model = Языковая модель для меня не настроена, поэтому персона ничего бы не изменила. Настроить её может владелец бота.
error-persona-empty = Описание пустое, поэтому ничего не изменилось. Чтобы убрать его, нажмите «Сбросить» в `/персона`.
error-persona-long = Описание слишком длинное, поэтому ничего не изменилось: не больше { NUMBER($most) } символов.
error-persona-many = Своя персона уже задана для { NUMBER($most) } мест, больше я не храню. Сначала сбросьте одну: их список показывает `/персона`.
error-persona-none = Там ничего не задано, поэтому ничего не изменилось.
error-persona-changed = С тех пор это уже изменили, поэтому ничего не отменено. Что задано сейчас, покажет `/персона`.
