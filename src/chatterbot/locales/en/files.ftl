# Files and the instruction; how values are written everywhere.

command-getfile = getfile
command-getfile-about = Get a file from this server's data folder
option-getfile-path = path
option-getfile-path-about = Which file: start typing
getfile-here = { $path } · { $size }

command-instruction = instruction
command-instruction-about = What I am for and how to talk to me
instruction-page = { $page } of { $pages }
error-instruction-missing =
    There is no instruction yet. I looked for { $looked }.
    The bot's owner can put one there.

error-path-needed = Name a file, for example `datasets/faq.jsonl`.
error-private-command = The answer is for you only, but everybody here would see it. Please use { $command }.

# Values
size-bytes =
    { $count ->
        [one] { $count } byte
       *[other] { $count } bytes
    }
size-kib = { NUMBER($count, maximumFractionDigits: 1) } KiB
size-mib = { NUMBER($count, maximumFractionDigits: 1) } MiB
share = { NUMBER($value, style: "percent", maximumFractionDigits: 1) }
share-difference =
    { $sign }{ NUMBER($points, maximumFractionDigits: 1) } { $points ->
        [one] point
       *[other] points
    }
somebody = somebody
