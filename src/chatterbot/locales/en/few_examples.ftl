# While little has been taught, the bot is careful, and says so once.

few-examples-receipt =
    -# 🌱 So far, people have taught me { $taught ->
        [one] 1 example
       *[other] { $taught } examples
    } here. Below { $enough } I am careful: I ask back, or say that I don't know, rather than guess.
    -# What helps most is the same question in several wordings. In words that I have never seen, I answer about half of the questions that I know in one wording, and 8 of 10 that I know in ten.
few-examples-first-hour = -# At first I am careful: until people have taught me { $enough } examples, I ask back rather than guess. The same question in several wordings helps most.
