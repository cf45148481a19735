# Голосовые каналы: /вход и /выход.

command-join = вход
command-join-about = Зайти в голосовой канал и произносить там мои ответы
option-join-channel = канал
option-join-channel-about = В какой; по умолчанию в тот, где вы сейчас
command-leave = выход
command-leave-about = Выйти из голосового канала

voice-joined =
    🔊 Я в { $channel }. Ответы участникам этого канала произношу и вслух.
voice-joined-quiet =
    🔊 Я в { $channel }. На сообщения вслух не отвечаю (так в настройках), произношу только `/озвучка`.
voice-joined-listening = 👂 Слышу тех, кто разрешил: кнопка в чате этого канала или команда `/согласие`.
voice-joined-deaf = 🙉 Я не слушаю: звук у себя я отключил, поэтому пишите мне.
voice-already = Я уже в { $channel }.
voice-left = 👋 Я вышел из { $channel }.
say-there = 🔊 Говорю это в { $channel }.

option-settings-calls = голосовые_каналы
option-settings-calls-about = Какие ответы я произношу в голосовых каналах
settings-calls-words = never: никакие, никогда, выкл, нет; present: в канале, свой канал, присутствие; come: все, любые, приходить, везде
choice-settings-calls-never = никакие
choice-settings-calls-present = ответы тем, кто в канале, куда меня позвали
choice-settings-calls-come = ответы тем, кто в любом голосовом канале: захожу сам
settings-calls = Какие ответы произношу в голосовых каналах: **{ $which }**

status-in-call = Голосовой канал
status-call =
    { $channel }
    { $packets ->
        [one] отправлен { $packets } пакет
        [few] отправлено { $packets } пакета
       *[other] отправлено { $packets } пакетов
    }
status-call-away = { $channel }: связь прервалась, переподключаюсь
status-call-latency = задержка { $ms } мс
status-call-loss = потеряно { $percent } % входящих пакетов
status-call-plain = без сквозного шифрования: кроме меня, его никто не поддерживает
status-call-code = сквозное шифрование, код конфиденциальности { $code }

error-voice-off = Заходить в голосовые каналы я здесь не могу: владелец бота это не настроил.
error-voice-guild = Голосовые каналы бывают только на серверах.
error-voice-where = Вы не в голосовом канале. Зайдите в какой-нибудь или укажите его.
error-voice-channel-unknown = Голосового канала «{ $name }» я здесь не вижу.
error-voice-stage = { $channel } — трибуна: я был бы среди слушателей, и меня никто не услышал бы. Позовите меня в обычный голосовой канал.
error-voice-not-there = Это могут только те, кто в { $channel }, и участники с правом «Управлять сервером».
error-voice-with-others = Я с другими людьми в { $channel }. Забрать меня оттуда могут только участники с правом «Управлять сервером».
error-voice-nobody = В { $channel } никого нет: я говорил бы сам с собой.
error-voice-no-connect = Я не могу зайти в { $channel }: нужны права «Просматривать каналы» и «Подключаться».
error-voice-no-speak = Я могу зайти в { $channel }, но не могу там говорить: нужно право «Говорить».
error-voice-muted = На этом сервере у меня отключён микрофон. Сначала его нужно включить.
error-voice-full = В { $channel } нет места.
error-voice-no-answer = Discord не пустил меня в { $channel } вовремя. Попробуйте ещё раз чуть позже.
error-voice-failed = Не удалось подключиться к { $channel }. Попробуйте позже.
error-voice-not-in = Я не в голосовом канале.
