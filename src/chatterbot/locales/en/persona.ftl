# /persona

privacy-kind-personas =
    { $count ->
        [one] 1 description of how I should speak
       *[other] { $count } descriptions of how I should speak
    }
