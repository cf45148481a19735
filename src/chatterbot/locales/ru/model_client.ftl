# Сервер языковой модели: работает ли он и что с ним не так.

status-model = Языковая модель
status-model-missing = не установлена
status-model-untried = { $model }: ещё не спрашивал
status-model-up = { $model }: отвечает, начала { $since }
status-model-down = { $model }: не отвечает, замечено { $since }: { $reason }
status-part-model = языковая модель (отвечаю только тем, чему меня научили)

model-fault-unreachable = её сервер недоступен
model-fault-timeout = её сервер не отвечает вовремя
model-fault-server = ошибка на её сервере
model-fault-malformed = её сервер присылает то, что я не могу прочитать
model-fault-key = её сервер не принимает ключ
model-fault-quota = на счёте там закончились средства
model-fault-model = на её сервере нет такой модели
