# chatterbot as a container: one process, no root, everything it keeps in /data.
#
#   docker build -t chatterbot .
#   docker run -d --name chatterbot --env-file .env -v chatterbot-data:/data --restart unless-stopped chatterbot
#   docker exec chatterbot chatterbot check
#
# Debian, not Alpine: the encoder's wheel for musl exists on x86-64 only.

# --- build: an environment with exactly the versions everything was tested with
FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/chatterbot
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src ./src
COPY config ./config
RUN /opt/chatterbot/bin/pip install -c constraints.txt '.[documents,postgres,speech,voice]' \
    && /opt/chatterbot/bin/python -m compileall -q /opt/chatterbot/lib

# --- run: that environment, and nothing to build with
FROM python:3.12-slim-bookworm
# espeak-ng speaks every language, if like a robot, when the online voices are down or switched off (docs/speech.md).
RUN apt-get update && apt-get install -y --no-install-recommends espeak-ng && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin chatterbot \
    && install -d -o chatterbot -g chatterbot /data
COPY --from=build /opt/chatterbot /opt/chatterbot
ENV PATH=/opt/chatterbot/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    CHATTERBOT_MODE=production \
    CHATTERBOT_FILES__DATA=/data
USER chatterbot
# Settings: mount a folder with chatterbot.toml at /data/config, or use the environment.
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
# The bot opens no port: while it is connected to Discord it touches a file in /data, and `health` looks how old that is.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["chatterbot", "health"]
ENTRYPOINT ["chatterbot"]
CMD ["run"]
