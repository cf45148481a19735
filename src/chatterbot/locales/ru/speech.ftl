# Распознавание речи и голос: что понято из записи, /озвучка, «Прочитать вслух» и «Расшифровать» в меню.

heard-loading = 🎙️ Минутку, распознавание речи ещё загружается…
heard-progress = 🎙️ Слушаю… { $percent } %
heard-more =
    { $count ->
        [1] Я прослушал только первый файл.
        [one] Я прослушал только первые файлы: { $count }.
        [few] Я прослушал только первые { $count } файла.
       *[other] Я прослушал только первые { $count } файлов.
    }

command-say = озвучка
command-say-about = Сказать что-нибудь моим голосом
option-say-text = текст
option-say-text-about = Что сказать
option-say-voice = голос
option-say-voice-about = Каким голосом
menu-read-aloud = Прочитать вслух
menu-transcribe = Расшифровать

option-settings-voice_answers = ответ_голосом
option-settings-voice_answers-about = Отвечать на голосовые сообщения голосом
option-settings-voice = голос
option-settings-voice-about = Голос для его языка
settings-voice-answers-on = На голосовые сообщения отвечаю текстом и **голосом**
settings-voice-answers-off = На голосовые сообщения отвечаю **только текстом**
settings-voice = Голос для языка «{ $language }»: **{ $voice }**
settings-voice-default = { $language }: голос по умолчанию
settings-needs-speech =
    ⚠️ Голоса у меня пока нет: владелец бота должен установить дополнение `speech` или включить речь в настройках.

status-ears = Распознавание речи
status-ears-off = не настроено
status-ears-loading = { $model }, ещё загружается
status-ears-down = { $model } (сейчас не работает)
status-voices = Голос
status-voices-off = не настроен
status-voice-failed = { $voice } (последняя попытка не удалась)
status-voice-last = последний раз говорил голосом `{ $voice }`
status-voice-none = после запуска ещё не говорил
status-voice-down = { $voice } (сейчас не работает)

error-hearing-off = Слушать записи я здесь не могу: владелец бота это не настроил. Напишите текстом.
error-hearing = Сейчас не могу послушать: распознавание речи не работает. Напишите текстом или попробуйте позже.
error-speaking-off = Говорить я здесь не могу: владелец бота это не настроил.
error-speaking = Сейчас не могу говорить: ни один из моих голосов не работает. Попробуйте позже.
error-speech-nothing-to-say = Здесь нечего читать вслух.
error-say-too-long = Слишком длинный текст: { $length } символов, а можно не больше { $limit }.
error-speaking-busy = Я ещё записываю для вас голосовые сообщения, их { $waiting }. Попробуйте ещё раз, когда одно из них придёт.
error-speaking-busy-here = Здесь я уже записываю голосовые сообщения, их { $waiting }. Попробуйте ещё раз чуть позже.
error-speaking-busy-everywhere = Сейчас мне нужно сказать слишком много: голосовых сообщений в очереди — { $waiting }. Попробуйте ещё раз чуть позже.
error-voice-unknown = Голоса `{ $name }` у меня нет. Выберите из списка.
error-transcribe-nothing = В этом сообщении нет записи.
error-audio-too-long = `{ $name }` длится { $seconds }, а я слушаю не дольше { $limit }.
error-audio-too-large = Размер `{ $name }` — { $size }, а я слушаю файлы до { $limit }.
error-audio-broken = Файл `{ $name }` повреждён: звук из него не прочитать.
error-audio-silent = В `{ $name }` тишина, слушать нечего.
error-audio-no-words = В `{ $name }` я не расслышал ни слова.
error-audio-no-sound = `{ $name }` — видео без звука.
error-audio-not-audio = В `{ $name }` нет звука, который я могу прочитать, каким бы ни было имя файла. Я понимаю MP3, M4A, OGG, WAV, FLAC, WebM и похожие форматы.
error-audio-took-too-long = Чтение `{ $name }` занимает слишком много времени. Пришлите файл в другом формате или покороче.
error-recordings-busy = Я ещё слушаю ваши записи, их { $waiting }. Пришлите эту ещё раз, когда я закончу.
error-recordings-busy-here = Здесь я уже слушаю записи, их { $waiting }. Попробуйте ещё раз через несколько минут.
error-audio-busy = Сейчас у меня слишком много записей. Попробуйте ещё раз чуть позже.

duration-seconds = { $count } с
duration-minutes =
    { $minutes } мин{ $seconds ->
        [0] { "" }
       *[other] { " " }{ $seconds } с
    }
