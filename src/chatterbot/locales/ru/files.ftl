# Файлы и инструкция; как значения выглядят везде.

command-getfile = файл
command-getfile-about = Получить файл из папки данных этого сервера
option-getfile-path = путь
option-getfile-path-about = Какой файл: начните вводить
getfile-here = { $path } · { $size }

command-instruction = инструкция
command-instruction-about = Для чего я нужен и как со мной разговаривать
instruction-page = { $page } из { $pages }
error-instruction-missing =
    Инструкции пока нет. Я искал { $looked }.
    Её может положить туда владелец бота.

error-path-needed = Укажите файл, например `datasets/faq.jsonl`.
error-private-command = Этот ответ только для вас, а здесь его увидят все. Используйте { $command }.

# Значения
size-bytes =
    { $count ->
        [one] { $count } байт
        [few] { $count } байта
       *[other] { $count } байт
    }
size-kib = { NUMBER($count, maximumFractionDigits: 1) } КиБ
size-mib = { NUMBER($count, maximumFractionDigits: 1) } МиБ
share = { NUMBER($value, style: "percent", maximumFractionDigits: 1) }
share-difference = { $sign }{ NUMBER($points, maximumFractionDigits: 1) } п. п.
somebody = кто-то
