# Общее для нескольких плагинов: что выучено и кнопки под этим.

learned-pair = «{ $question }» → «{ $answer }»

button-teach = Научить
button-correct = Исправить
button-reject = Не этот ответ
button-why = Почему?
button-forget = Забыть
button-undo = Отменить

progress-count = { $done } из { $total }
button-remember = Запомнить
