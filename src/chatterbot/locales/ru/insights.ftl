# /статистика

command-insights = статистика
command-insights-about = Как мной пользуются: вопросы по дням, на что я ответил и что об этом думают
option-insights-days = дней
option-insights-days-about = За сколько дней (по умолчанию: 30)

insights-title = { $days ->
    [1] Сегодня
    [one] За последний { $days } день
    [few] За последние { $days } дня
   *[other] За последние { $days } дней
}
insights-none = За это время меня никто ни о чём не спросил.
insights-asked = **Вопросов: { NUMBER($asked) }**, до этого за столько же дней ({ $days }): { $before }
insights-answered = ✅ С ответом: { NUMBER($count) }, это { $share }
insights-declined = ❓ Не смог ответить: { NUMBER($count) }; недостающим ответам научили: { $taught }
insights-corrected = ✏️ Исправлено ответов: { $count }; оценки: 👍 { $up } · 👎 { $down }
insights-saved = ⏱️ Людям сэкономлено примерно { $time } (оценка)
insights-hours = { NUMBER($hours) } ч
insights-minutes = { $minutes } мин
insights-estimate = Время — это оценка: { $minutes } мин на каждый вопрос с ответом, кроме тех, чей ответ исправили или оценили 👎. Дни — по UTC.
insights-gaps = Чаще всего спрашивали и не получили хорошего ответа
insights-most-used = Самые частые ответы с тех пор, как им научили
insights-helpful = Самые полезные ответы
insights-unhelpful = Ответы, которые не помогли
insights-used = «{ $question }» × { $uses }
insights-voted = «{ $question }» 👍 { $up } 👎 { $down }
insights-legend-answered = с ответом
insights-legend-corrected = исправлено
insights-legend-declined = не знал
insights-legend-helpful = полезно
insights-legend-unhelpful = не помогло
insights-legend-times = спросили
insights-picture-days = Вопросы
insights-picture-votes = Что думают об ответах
insights-picture-gaps = Спросили и не получили хорошего ответа
insights-date = %d.%m
insights-described-days = { $title }: всего { $asked }, с ответом { $answered }, не знал { $declined }, исправлено { $corrected }. Больше всего { $busiest }: { $most }.
