# Под ответом, который написала языковая модель
model-source-general = Из общих знаний модели, а не из того, чему меня учили здесь.
model-source-person = от { $person }
model-source-taught = выучено здесь
