# Наборы данных: выбор, архив, выгрузка.

command-select_dataset = набор
command-select_dataset-about = Выбрать набор ответов: набор, файл или папку
option-select_dataset-path = путь
option-select_dataset-path-about = Один из прежних наборов, файл или папка: начните вводить
option-select_dataset-positive = верные_ответы
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
dataset-selected-again = ✅ Набор { $name } уже выбран и обновлён.
dataset-read =
    { $added ->
        [0] Ничего нового в нём нет.
        [one] Загружен { $added } новый пример.
        [few] Загружено { $added } новых примера.
       *[other] Загружено { $added } новых примеров.
    }
dataset-back = Чтобы вернуться: { $command } с { $name } или кнопка ниже.
dataset-back-button = Вернуть { $name }

command-archive = архив
command-archive-about = Упаковать папку или файл в zip с датой и проверить его
option-archive-directory = папка
option-archive-directory-about = Какая папка или какой файл: начните вводить
archive-done =
    { $files ->
        [one] 📦 В архиве { $files } файл:
        [few] 📦 В архиве { $files } файла:
       *[other] 📦 В архиве { $files } файлов:
    } { $path } · { $size }
archive-checksum = -# SHA-256 { $sha256 }
archive-too-large = Он больше { $limit }, и отправить его сюда я не могу. Он сохранён в папке данных.
archive-get = Получить его: { $command }.

command-export = экспорт
command-export-about = Получить все мои примеры файлом JSON Lines
export-done =
    { $examples ->
        [one] { $name }: { $examples } пример.
        [few] { $name }: { $examples } примера.
       *[other] { $name }: { $examples } примеров.
    } Загрузить их обратно: { $command }.
export-kept = Файл ({ $size }) больше { $limit }, и отправить его сюда я не могу. Он сохранён здесь: { $path }.
export-empty = В наборе { $name } пока нет примеров. Добавить их: { $command }.
