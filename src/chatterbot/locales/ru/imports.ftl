# /импорт и ответы из документов

command-import = импорт
command-import-about = Прочитать документ или страницу и отвечать по ним; без ничего: что уже загружено
option-import-url = адрес
option-import-url-about = Адрес страницы или документа: https://…
option-import-file = файл
option-import-file-about = Markdown, HTML, PDF, DOCX, текст, CSV, XLSX или выгрузка другого бота
option-import-format = формат
option-import-format-about = Только для выгрузки другого бота или программы, если я её не узнаю
import-kind-red = Red: свои команды
import-kind-nadeko = Nadeko: выражения
import-kind-rasa = Rasa: данные NLU
import-kind-chatterbot = ChatterBot: корпус или база
import-kind-dialogflow = Dialogflow: агент
import-kind-botpress = Botpress: выгрузка
import-kind-chat = DiscordChatExporter: канал
import-kind-words = red-customcom: red, рэд; nadeko: nadeko, надеко; rasa: rasa, раса; chatterbot: chatterbot, корпус; dialogflow: dialogflow, агент; botpress: botpress; chat: чат, канал

import-found =
    📄 **{ $title }**: { $pairs ->
        [0] вопросов с ответами нет
        [one] найден { $pairs } вопрос с ответом
        [few] найдено { $pairs } вопроса с ответами
       *[other] найдено { $pairs } вопросов с ответами
    }, { $passages ->
        [0] отрывков для цитат нет.
        [one] { $passages } отрывок для цитат.
        [few] { $passages } отрывка для цитат.
       *[other] { $passages } отрывков для цитат.
    }
import-known =
    { $count ->
        [one] { $count } вопрос из них уже выучен.
        [few] { $count } вопроса из них уже выучены.
       *[other] { $count } вопросов из них уже выучены.
    }
import-review = Какие из этих вопросов нужны? Страница { $page } из { $pages }:
import-pair = ✅ «{ $question }» → «{ $answer }»
import-pair-left = ➖ ~~«{ $question }»~~ → «{ $answer }»
import-pair-more = (и другие формулировки: { $count })
import-keep = Выберите нужные вопросы
import-take = Взять эти
import-take-all = Взять все
import-cancel = Отмена
import-nothing-yet = Пока ничего из этого не используется.{ $passages ->
        [0] { "" }
       *[other] { " " }Отрывки я цитирую с указанием источника, если выученного ответа нет.
    }
import-cancelled = 🗑️ Ничего не загружено.
import-unchanged = 👌 Документ «{ $title }» не менялся с загрузки { $when }. Делать ничего не нужно.
import-progress = ⏳ Загрузка: { $stage }…
import-stage-encoding = учу
import-done = ✅ **Документ «{ $title }» загружен**: { $what }. Уже используется.
import-done-nothing = ✅ **Документ «{ $title }» загружен**: нового в нём ничего нет.
import-both = { $pairs } и { $passages }
import-pairs =
    { $count ->
        [one] { $count } вопрос с ответом
        [few] { $count } вопроса с ответами
       *[other] { $count } вопросов с ответами
    }
import-passages =
    { $count ->
        [one] { $count } отрывок
        [few] { $count } отрывка
       *[other] { $count } отрывков
    }
import-updated = 🔄 **Документ «{ $title }» обновлён.** Что изменилось:
import-updated-pairs = Вопросы с ответами: новых { $added }, убрано { $removed }.
import-updated-passages = Отрывки: новых или изменённых { $added }, прежних { $kept }, убрано { $removed }.
import-duplicates =
    { $count ->
        [one] Ещё { $count } был уже известен.
       *[other] Ещё { $count } были уже известны.
    }
import-unusable =
    { $count ->
        [one] { $count } вопрос не подошёл: он пустой или слишком длинный.
        [few] { $count } вопроса не подошли: они пустые или слишком длинные.
       *[other] { $count } вопросов не подошли: они пустые или слишком длинные.
    }

documents-none = Пока ничего не загружено. Пришлите документ вместе с этой командой или укажите адрес страницы.
documents-title =
    { $count ->
        [one] 📚 **{ $count } загруженный документ**
        [few] 📚 **{ $count } загруженных документа**
       *[other] 📚 **{ $count } загруженных документов**
    }
documents-line = 📄 **{ $title }** · вопросов: { $pairs }, отрывков: { $passages } · { $person } { $when }
documents-name = Откуда: { $name }
documents-choose = Выберите документ, чтобы обновить или убрать его
documents-back = Все документы
documents-update = Обновить
documents-update-how = Чтобы обновить его, пришлите новую версию файла под тем же именем.
documents-remove = Убрать
documents-removed = 🗑️ Документ «{ $title }» убран; больше не используется: { $what }.
documents-removed-nothing = 🗑️ Документ «{ $title }» убран.

why-document = Это цитата из документа
why-document-gone = Документа больше нет: его удалили.
why-document-removed = С тех пор его убрали или изменили.
why-passage = Весь отрывок
why-imported = загружено: { $person } { $when }

error-import-one-source = Укажите или адрес, или файл, но не оба. Ничего не загружено.
error-import-empty = В { $name } нет ни вопросов с ответами, ни текста для цитат. Ничего не загружено.
error-import-gone = О документе уже решили, или он ждал слишком долго. Загрузите его ещё раз.
error-document-gone = Этот документ больше не используется.
error-passages-full = Слишком много: здесь уже { $used } отрывков, добавится { $new }, а можно не больше { $limit }. Уберите ненужные документы или загрузите меньше. Ничего не загружено.
