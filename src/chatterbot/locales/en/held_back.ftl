# "Why this reply?" where nothing was answered because the nearest question asks something else.

why-other =
    { $kind ->
        [negation] It looks like something I know, but one of the two questions says “not”, and the other does not.
        [without] It looks like something I know, but one of the two questions says “without”, and the other does not.
        [numbers] It looks like something I know, but with another number.
        [signs] It looks like something I know, but with other signs or emoji.
        [opposites] It looks like something I know, but says the opposite, as “open” and “close” do.
        [choices] It looks like something I know, but asks about another one of a kind: another day or unit, for example.
        [question] It looks like something I know, but asks for something else, as “when” and “where” do.
        [exchange] It looks like something I know, but the other way round: who does it to whom.
        [direction] It looks like something I know, but in the opposite direction.
        [thing] It looks like something I know, but names another thing: “{ $asked }” instead of “{ $taught }”.
       *[other] It looks like something I know, but asks something else.
    }
why-other-help = If the answer is the same, teach it for this question, too, or choose it when I ask “Did you mean …?”.
