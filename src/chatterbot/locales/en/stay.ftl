# Staying in a call: after a restart, on a stage.

voice-returned = 🔁 I was restarted, and I am back in { $channel }.
voice-returned-heard = 👂 Nothing else has changed: I hear the people who allow it, and nobody else.
voice-lost = 🔌 I lost the connection to { $channel } for good, so I have left. `/join` calls me back.
status-call-by = called by { $who }
status-call-by-since = called by { $who } { $since }, restarted since then
status-call-since = here since { $since }, restarted since then
privacy-kind-calls =
    { $count ->
        [one] 1 voice call that I am in because you called me
       *[other] { $count } voice calls that I am in because you called me
    }

speaking-waiting = ✋ Nobody hears me yet: on this stage I am in the audience, and I have asked to speak. Somebody who moderates it has to let me.
stage-speaker = 🎤 I may speak on { $channel } now: you can hear me.
stage-moved-back = 🔇 I was moved to the audience of { $channel }, so nobody hears me any more. I stay silent until somebody invites me to speak, or calls me with `/join`.
