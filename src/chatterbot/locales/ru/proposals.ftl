# Что люди предлагают вслух, а решают те, кто может меня учить.

button-approve = Принять
button-decline = Отклонить
proposal-correction = ✏️ { $person } говорит, что на это надо отвечать иначе:
proposal-forget = 🗑️ { $person } говорит, что это надо забыть:
proposal-present = Сейчас я говорю: «{ $answer }»
proposal-present-unknown = Сейчас я говорю, что не знаю.
proposal-better = Вместо этого: «{ $answer }»
proposal-who = -# Решает тот, кто может меня учить; до тех пор ничего не меняется.
proposal-approved = ✅ { $decider } принимает предложение { $person }. С этого момента:
proposal-forgotten = 🗑️ { $decider } принимает предложение { $person }. Забыто:
proposal-declined = 🚫 { $decider } отклоняет предложение { $person }. Ничего не изменилось.
proposal-nothing-left = -# Так уже и было: делать ничего не пришлось.
proposal-approved-you = ✅ Принято.
proposal-declined-you = 🚫 Отклонено.
error-proposal-decided = Это уже кто-то решил.
error-proposal-unknown = Этого предложения у меня больше нет: оно решено или слишком старое.
