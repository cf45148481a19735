# Голосовые каналы: /зайди и /выйди.

command-join = зайди
command-join-about = Зайти в голосовой канал и произносить там мои ответы
option-join-channel = канал
option-join-channel-about = В какой; если не указать, в тот, где вы сейчас
command-leave = выйди
command-leave-about = Выйти из голосового канала

voice-joined =
    🔊 Я в { $channel }. Ответы тем, кто там, произношу и вслух.
voice-joined-quiet =
    🔊 Я в { $channel }. На написанное вслух здесь не отвечаю (так в настройках), произношу только `/скажи`.
voice-joined-listening = 👂 Слышу тех, кто разрешил: кнопка в чате этого канала или команда `/слушай`.
voice-joined-deaf = 🙉 Не слушаю: звук у себя я отключил, поэтому пишите мне.
voice-already = Я уже в { $channel }.
voice-left = 👋 Я вышел из { $channel }.
say-there = 🔊 Говорю это в { $channel }.

option-settings-calls = голосовые-каналы
option-settings-calls-about = Какие ответы я произношу и в голосовых каналах
choice-settings-calls-never = никакие
choice-settings-calls-present = тем, кто в канале, куда меня позвали
choice-settings-calls-come = тем, кто в любом голосовом канале: захожу сам
settings-calls = Ответы вслух в голосовых каналах: **{ $which }**

status-in-call = Голосовой канал
status-call = { $channel }
    { $packets ->
        [one] отправлен { $packets } пакет
        [few] отправлено { $packets } пакета
       *[many] отправлено { $packets } пакетов
    }
status-call-away = { $channel }: возвращаюсь, связь восстанавливается
status-call-latency = задержка { $ms } мс
status-call-loss = потеряно { $percent } % пришедшего
status-call-plain = без сквозного шифрования: больше там никого, кто его умеет
status-call-code = сквозное шифрование, код приватности { $code }

error-voice-off = Заходить в голосовые каналы я здесь не могу: тот, кто меня запустил, это не настроил.
error-voice-guild = Голосовые каналы бывают только на серверах.
error-voice-where = Вы не в голосовом канале. Зайдите в какой-нибудь или назовите его.
error-voice-channel-unknown = Голосового канала «{ $name }» я здесь не вижу.
error-voice-stage = { $channel } — трибуна: я сидел бы среди слушателей, и меня никто не услышал бы. Позовите меня в обычный голосовой канал.
error-voice-not-there = Просить об этом могут только те, кто в { $channel }, и те, кто управляет сервером.
error-voice-with-others = Я с другими людьми в { $channel }. Позвать меня от них могут только те, кто управляет сервером.
error-voice-nobody = В { $channel } никого нет: я говорил бы сам с собой.
error-voice-no-connect = Мне нельзя входить в { $channel }: нужны права «Просматривать канал» и «Подключаться».
error-voice-no-speak = Войти в { $channel } я могу, а говорить там нет: нужно право «Говорить».
error-voice-muted = На этом сервере у меня отключён микрофон. Пусть его сначала включат.
error-voice-full = В { $channel } нет места.
error-voice-no-answer = Discord вовремя не пустил меня в { $channel }. Попробуйте чуть позже.
error-voice-failed = Не удалось подключиться к { $channel }. Попробуйте позже.
error-voice-not-in = Я не в голосовом канале.
