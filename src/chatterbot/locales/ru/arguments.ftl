# Параметры команд, написанных сообщением: слова для значений и объяснения, что не так.

argument-yes = да, вкл, включить, включено, включи, верно, ага
argument-no = нет, выкл, выключить, выключено, выключи, неверно, отключить
argument-number = целое число от { $least } до { $most }
argument-channel = канал, например `#general`
argument-user = упоминание или ID
argument-file = файл, приложенный к сообщению
argument-text = текст; если слов несколько, то в кавычках

error-option-unknown =
    Не понимаю, что значит `{ $written }` после `{ $command }`. Напишите параметр и его значение, например `название: значение`.
    { $options }
error-option-value = `{ $option }` не может быть `{ $given }`. Возможно: { $allowed }.
error-option-empty = Каким должно быть значение `{ $option }`? Возможно: { $allowed }.
error-option-twice = `{ $option }` указано дважды. Какое значение верное?
error-option-too-long = В `{ $option }` может быть не больше { $most } символов, а у вас { $count }.
error-option-channel = Подходящего канала «{ $name }» я здесь не вижу.
error-option-server-only = Каналы есть только на сервере: отправьте эту команду там.
error-option-files =
    { $most ->
        [1] `{ $command }` принимает один файл, а в вашем сообщении их { $count }.
       *[other] `{ $command }` принимает файлов: { $most }, а в вашем сообщении их { $count }.
    }
