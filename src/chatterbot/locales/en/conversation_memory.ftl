# What a language model is given beside a question: earlier messages, images

privacy-kind-fresh-starts =
    { $count ->
        [one] 1 conversation you started afresh
       *[other] { $count } conversations you started afresh
    }
image-left-out-many =
    { $count ->
        [one] 🖼️ I did not look at 1 image: it is one more than I can look at together.
       *[other] 🖼️ I did not look at { $count } images: they are more than I can look at together.
    }
image-left-out-large =
    { $count ->
        [one] 🖼️ I did not look at 1 image: it is too large. A smaller one works.
       *[other] 🖼️ I did not look at { $count } images: they are too large. Smaller ones work.
    }
image-left-out-kind =
    { $count ->
        [one] 🖼️ I did not look at 1 image: I can look at PNG, JPEG, WebP and GIF only.
       *[other] 🖼️ I did not look at { $count } images: I can look at PNG, JPEG, WebP and GIF only.
    }
image-left-out-gone =
    { $count ->
        [one] 🖼️ I did not look at 1 image: Discord did not let me download it. Please send it again.
       *[other] 🖼️ I did not look at { $count } images: Discord did not let me download them. Please send them again.
    }
