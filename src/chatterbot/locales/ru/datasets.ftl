# Наборы данных: выбор, архив, выгрузка.

command-select_dataset = выбрать_набор
command-select_dataset-about = Выбрать, по чему я отвечаю: набор, файл или папка
option-select_dataset-path = путь
option-select_dataset-path-about = Прежний набор, файл или папка: начните вводить
option-select_dataset-positive = положительный
option-select_dataset-positive-about = Нет: так отвечать на эти вопросы нельзя (по умолчанию: да)

dataset-progress = ⏳ { $name }: { $stage }…
dataset-stage-archiving = архивирую
dataset-choice =
    { $examples ->
        [one] { $name } · { $examples } пример
        [few] { $name } · { $examples } примера
       *[other] { $name } · { $examples } примеров
    }
dataset-choice-active = ✓ { $choice }
dataset-selected =
    { $examples ->
        [one] ✅ Теперь я отвечаю по набору { $name }: { $examples } пример.
        [few] ✅ Теперь я отвечаю по набору { $name }: { $examples } примера.
       *[other] ✅ Теперь я отвечаю по набору { $name }: { $examples } примеров.
    }
dataset-selected-again = ✅ Набор { $name } уже выбран и прочитан заново.
dataset-read =
    { $added ->
        [0] Нового в нём не нашлось.
        [one] Из него прочитан { $added } новый пример.
        [few] Из него прочитано { $added } новых примера.
       *[other] Из него прочитано { $added } новых примеров.
    }
dataset-back = Вернуться: { $command } с { $name } или кнопка ниже.
dataset-back-button = Вернуть { $name }

command-archive = архив
command-archive-about = Упаковать папку или файл в zip с датой и проверить его чтением
option-archive-directory = папка
option-archive-directory-about = Какая папка или какой файл: начните вводить
archive-done =
    { $files ->
        [one] 📦 В архиве { $files } файл:
        [few] 📦 В архиве { $files } файла:
       *[other] 📦 В архиве { $files } файлов:
    } { $path } · { $size }
archive-checksum = -# SHA-256 { $sha256 }
archive-too-large = Сюда я могу отправить не больше { $limit }, а архив больше. Он лежит в вашей папке.
archive-get = Его выдаст { $command }.

command-export = выгрузить
command-export-about = Получить всё, по чему я отвечаю, файлом JSON Lines
export-done =
    { $examples ->
        [one] { $name }: { $examples } пример.
        [few] { $name }: { $examples } примера.
       *[other] { $name }: { $examples } примеров.
    } { $command } прочитает этот файл обратно.
export-kept = Сюда я могу отправить не больше { $limit }, а в файле { $size }. Он лежит здесь: { $path }.
export-empty = В наборе { $name } пока нет примеров. Их добавит { $command }.
