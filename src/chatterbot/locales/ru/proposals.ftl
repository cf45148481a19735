# Что люди предлагают вслух; решают те, кто может учить бота.

button-approve = Принять
button-decline = Отклонить
proposal-correction = ✏️ { $person } предлагает отвечать на это иначе:
proposal-forget = 🗑️ { $person } предлагает мне это забыть:
proposal-present = Сейчас я отвечаю: «{ $answer }»
proposal-present-unknown = Сейчас я отвечаю, что не знаю.
proposal-better = Новый ответ: «{ $answer }»
proposal-who = -# Решает любой, кто может меня учить; до тех пор ничего не меняется.
proposal-approved = ✅ { $decider } принимает предложение { $person }. Действует с этого момента:
proposal-forgotten = 🗑️ { $decider } принимает предложение { $person }. Забыто:
proposal-declined = 🚫 { $decider } отклоняет предложение { $person }. Ничего не изменилось.
proposal-nothing-left = -# Так уже и было: менять ничего не пришлось.
proposal-approved-you = ✅ Принято.
proposal-declined-you = 🚫 Отклонено.
error-proposal-decided = Это предложение уже рассмотрено.
error-proposal-unknown = Этого предложения больше нет: оно уже рассмотрено или слишком старое.
