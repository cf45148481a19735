# Who may use the bot at all, and how much in a minute.

error-denied-person = Whoever runs this bot does not offer it to you. You can still see and erase what I know about you: `/privacy`
error-denied-server = Whoever runs this bot does not offer it on this server.
error-too-fast = You use me faster than I can serve everybody: { $limit } questions, commands and clicks a minute. Please try again in { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    }.
error-too-fast-here = There is too much going on here for me: { $limit } questions, commands and clicks a minute on one server. Please try again in { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    }.
error-too-many-files = I may receive { $limit } of files an hour here, and that is used up. Please try again in { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    }.
left-denied-server = Whoever runs this bot does not offer it on this server, so I am leaving. What I was taught here is kept.
