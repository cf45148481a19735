# Дообучение модели: /обучение, его задания, и форматы /выгрузки

option-train-target = кого
option-train-target-about = Кого учить: меня (по умолчанию) или языковую модель на её сервере (дообучение)
train-target-bot = Тебя: пригодится сразу
train-target-model = Языковую модель: задание на её сервере
train-target-words = bot: бот, бота, тебя; model: модель
option-export-format = формат
option-export-format-about = Как записать примеры (по умолчанию: со всем, что о них известно)
export-format-prompt-reply = Вопросы и ответы со всем остальным
export-format-chat = Беседы, для дообучения
export-format-preference = Пары ответов, верный и отвергнутый, для дообучения
export-format-words = prompt-reply: все, всё; chat: беседы, чат; preference: пары
export-format-empty = В наборе { $name } нет ничего, что подходит этому формату:

finetune-offer = 🧪 **Обучить собственную языковую модель** тому, чему меня научили здесь. Задание начнёт с { $model } и пойдёт на сервере модели. Выберите, на чём она учится:
finetune-with-chat = Вопросы с ответами
finetune-with-chat-button = Учить на ответах: { $rows }
finetune-with-preference = Пары: верный ответ и отвергнутый
finetune-with-preference-button = Учить на парах: { $rows }
finetune-offer-rows =
    { $rows ->
        [one] { $rows } строка
        [few] { $rows } строки
       *[other] { $rows } строк
    } для обучения, { $held } отложено для проверки; около { NUMBER($tokens) } токенов за один проход.
finetune-left-silent =
    { $count ->
        [one] -# Пропущен { $count } пример: на его вопрос отвечать нельзя.
        [few] -# Пропущены { $count } примера: на их вопросы отвечать нельзя.
       *[other] -# Пропущено { $count } примеров: на их вопросы отвечать нельзя.
    }
finetune-left-negative =
    { $count ->
        [one] -# Пропущен { $count } отвергнутый ответ: в беседах только верные ответы.
        [few] -# Пропущены { $count } отвергнутых ответа: в беседах только верные ответы.
       *[other] -# Пропущено { $count } отвергнутых ответов: в беседах только верные ответы.
    }
finetune-left-unpaired =
    { $count ->
        [one] -# Пропущен { $count } пример: у вопроса должен быть и верный ответ, и отвергнутый.
        [few] -# Пропущены { $count } примера: у вопроса должен быть и верный ответ, и отвергнутый.
       *[other] -# Пропущено { $count } примеров: у вопроса должен быть и верный ответ, и отвергнутый.
    }
finetune-left-double =
    { $count ->
        [one] -# Пропущена { $count } строка: такая уже есть.
        [few] -# Пропущены { $count } строки: такие уже есть.
       *[other] -# Пропущено { $count } строк: такие уже есть.
    }
finetune-left-reduced =
    { $count ->
        [one] -# У { $count } примера в файле нет метки, языка или приложения к ответу.
       *[other] -# У { $count } примеров в файле нет метки, языка или приложения к ответу.
    }
finetune-offer-cost = ⚠️ Эти вопросы и ответы отправляются на сервер модели и остаются там, а за задание платит владелец бота. Пока вы не нажали кнопку, ничего не отправляется.
finetune-no-button = Нет, спасибо
finetune-declined = Ничего не отправлено.
finetune-ordered = 🧪 Задание дообучения { $job } заказано. Как идут дела: { $link }
finetune-ordered-unseen = 🧪 Задание дообучения { $job } заказано. В этом канале мне нельзя писать: как идут дела, покажет { $command }.

finetune-title = 🧪 **Задание дообучения { $job }** · { $model }
finetune-state-preparing = 📤 отправляю файлы
finetune-state-validating = 🔎 сервер проверяет файлы
finetune-state-queued = 🕒 ждёт очереди на сервере
finetune-state-running = ⏳ учится
finetune-state-paused = ⏸️ сервер приостановил
finetune-state-succeeded = ✅ готово
finetune-state-failed = ❌ не удалось
finetune-state-cancelled = ⏹️ отменено
finetune-finishes = Должно закончиться { $when }
finetune-tokens =
    { $count ->
        [one] Пройден { NUMBER($count) } токен
        [few] Пройдено { NUMBER($count) } токена
       *[other] Пройдено { NUMBER($count) } токенов
    }
finetune-result = Новая модель: { $name }. Доступна только этому серверу.
finetune-rows = строк для обучения: { $rows }, для проверки: { $held }
finetune-server-says = Сервер отвечает: «{ $words }»
finetune-unreachable = -# Сервер сейчас не отвечает. Задание там продолжается, а я спрашиваю дальше.
finetune-cancel-button = Отменить
finetune-cancelled = Задание дообучения { $job } отменено.
finetune-cancelling = Я попросил сервер отменить задание дообучения { $job }. Когда он это сделает, об этом скажет сообщение о задании.
finetune-use-button = Перейти на новую модель
finetune-default = модель владельца бота
finetune-used = ✅ { $person }: теперь на этом сервере { $name } (раньше: { $before }).
finetune-former = ↩️ { $person }: на этом сервере снова { $name }.
finetune-former-button = Вернуть прежнюю

finetune-problem-interrupted = Меня остановили, пока я отправлял файлы, и я не знаю, создал ли сервер задание. Второй раз я его не заказываю: посмотрите на сервере, не идёт ли оно там, или закажите снова.
finetune-problem-erased = Пока файлы отправлялись, чьи-то данные были удалены, поэтому задание не создано. Закажите его снова: в новых файлах их нет.
finetune-problem-unknown = Сервер больше не знает этого задания.
finetune-problem-nameless = Сервер сообщил, что задание удалось, но не назвал новую модель.
finetune-problem-key = Сервер не принимает для этого ключ владельца бота.
finetune-problem-quota = На счёте у сервера кончились средства.
finetune-problem-model = Сервер не знает исходной модели. Владельцу бота нужно исправить `llm.fine_tune_model`.
finetune-problem-refused = Сервер не принимает задание. Подробности в журнале.
finetune-problem-server = Сервер недоступен или ответил ошибкой, поэтому задание не создано. Попробуйте позже.

jobs-finetunes = **Задания дообучения:**
jobs-finetune-cancel-button = Отменить дообучение { $job }
finetune-choice = дообучение { $job }

error-finetune-off = Учить языковые модели здесь нельзя: владельцу бота нужно указать сервер, который это умеет (`llm.base_url`), и исходную модель (`llm.fine_tune_model`).
error-finetune-target = Модель учится на всём, чему меня научили здесь: остальные параметры не нужны.
error-finetune-over = Задание дообучения { $job } уже закончилось.
error-finetune-running = Задание дообучения { $job } ещё не закончилось. Для сервера идёт одно задание за раз: подождите или отмените его.
error-finetune-limit =
    { $limit ->
        [one] За 24 часа можно заказать не больше { $limit } задания дообучения: каждое стоит владельцу бота денег. Попробуйте завтра.
       *[other] За 24 часа можно заказать не больше { $limit } заданий дообучения: каждое стоит владельцу бота денег. Попробуйте завтра.
    }
error-finetune-few =
    { $format ->
        [preference] Нужно не меньше { $needed } пар, а есть { $count }. Пара получается из вопроса, у которого есть верный ответ и отвергнутый: её даёт каждое исправление.
       *[other] Нужно не меньше { $needed } разных вопросов с ответами, а есть { $count }. Сначала научите меня ещё чему-нибудь.
    }
error-finetune-large = В файле было бы { NUMBER($size) } байт, а можно не больше { NUMBER($limit) }. Выберите набор поменьше.
error-finetune-row =
    Строка { $line } файла не годится: { $problem ->
        [double] такая уже есть
        [json] это не JSON
        [fields] в ней другие поля, чем в формате
        [messages] в ней нет списка сообщений
        [roles] говорит кто-то кроме `system` (только в начале), `user` и `assistant`
        [empty] одно из сообщений пустое
        [last] последнее слово не за той стороной
        [outputs] ответ должен быть одним сообщением `assistant`
        [same] верный и отвергнутый ответы одинаковы
        [question] никто ничего не спрашивает
        [long] в ней больше токенов, чем берут модели; сократите образ, вопрос или ответ
       *[other] она неверна
    }.
error-finetune-no-model = Такой модели больше нет, или этому серверу она недоступна.
error-finetune-other-model = На этом сервере уже другая модель, так что отменять нечего.
error-dataset-unknown = Набора с именем { $name } нет.
