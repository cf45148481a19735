# Staying in a call: after a restart, on a stage.

voice-returned = 🔁 I was restarted, and I am back in { $channel }.
voice-returned-heard = 👂 Nothing else has changed: I hear the people who allow it, and nobody else.
status-call-by = called by { $who }
status-call-by-since = called by { $who } { $since }, restarted since then
status-call-since = here since { $since }, restarted since then
privacy-kind-calls =
    { $count ->
        [one] 1 voice call that I am in because you called me
       *[other] { $count } voice calls that I am in because you called me
    }
