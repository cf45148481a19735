# /insights

command-insights = insights
command-insights-about = How I am used: questions a day, what I could answer, what people thought of it
option-insights-days = days
option-insights-days-about = How many days back (default: 30)

insights-title = { $days ->
    [one] Today
   *[other] The last { $days } days
}
insights-none = Nobody has asked me anything in this time.
insights-asked = **{ $asked ->
    [one] 1 question
   *[other] { NUMBER($asked) } questions
}**, { $before } in the { $days ->
    [one] day
   *[other] { $days } days
} before
insights-answered = ✅ { NUMBER($count) } answered: { $share }
insights-declined = ❓ { NUMBER($count) } that I could not answer; { $taught ->
    [0] nobody taught me a missing answer
    [one] 1 missing answer was taught
   *[other] { $taught } missing answers were taught
}
insights-corrected = ✏️ { $count ->
    [one] 1 answer was corrected
   *[other] { $count } answers were corrected
}; votes: 👍 { $up } · 👎 { $down }
insights-saved = ⏱️ About { $time } of people's time saved (an estimate)
insights-hours = { NUMBER($hours) } hours
insights-minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
insights-estimate = The time is an estimate: { $minutes } minutes for each question I answered, less those whose answer was corrected or got 👎. Days are in UTC.
insights-gaps = Asked most often without a good answer
insights-most-used = Answers used most since they were taught
insights-helpful = Most helpful answers
insights-unhelpful = Answers that did not help
insights-used = “{ $question }” × { $uses }
insights-voted = “{ $question }” 👍 { $up } 👎 { $down }
insights-legend-answered = answered
insights-legend-corrected = corrected
insights-legend-declined = not known
insights-legend-helpful = helpful
insights-legend-unhelpful = not helpful
insights-legend-times = asked
insights-picture-days = Questions
insights-picture-votes = What people thought of answers
insights-picture-gaps = Asked without a good answer
insights-date = %d %b
insights-described-days = { $title }: { $asked } in all, { $answered } answered, { $declined } not known, { $corrected } corrected. Most on { $busiest }: { $most }.
