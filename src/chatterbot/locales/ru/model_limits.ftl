# Сколько использовалась языковая модель

status-model-use = Использование языковой модели
model-use-today = Сегодня (UTC): запросов **{ NUMBER($requests) }** из { NUMBER($most_requests) }, токенов **{ NUMBER($tokens) }** из { NUMBER($most_tokens) }
model-use-month = В этом месяце: запросов **{ NUMBER($requests) }**, токенов **{ NUMBER($tokens) }**
model-use-total = Из того, что все серверы вместе могут использовать за месяц, израсходовано { $share }.
model-use-amount = { $amount }
insights-model = Языковая модель
insights-model-use = { $requests ->
    [one] { NUMBER($requests) } запрос
    [few] { NUMBER($requests) } запроса
   *[other] { NUMBER($requests) } запросов
}, { $failed ->
    [0] сбоев нет
   *[other] не удалось: { NUMBER($failed) }
}; токенов: { NUMBER($tokens) }
insights-model-shares = Из вопросов { $plain } получили выученные слова или цитату, { $chosen } — выученный ответ, который выбрала модель, { $composed } — её ответ по источникам, { $general } — её ответ из общих знаний, { $declined } остались без ответа.
