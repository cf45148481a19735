# chatterbot as a container: one process, no root, a file system that may be read-only, everything it keeps in /data.
#
#   docker build -t chatterbot .
#   docker run -d --name chatterbot --env-file .env --read-only --tmpfs /tmp \
#     -v chatterbot-data:/data -v chatterbot-models:/models --stop-timeout 30 --restart unless-stopped chatterbot
#   docker exec chatterbot chatterbot check
#
# Smaller, without speech and voice channels:  docker build --build-arg EXTRAS=documents,postgres -t chatterbot .
# Compose files: deploy/compose/. Kubernetes: deploy/kubernetes/. More: docs/hosting.md.

# A tag, so that a rebuild has Debian's and Python's newest security fixes. Who needs the same bytes each time names a digest:
#   docker build --build-arg PYTHON_IMAGE=python:3.12-slim-bookworm@sha256:... -t chatterbot .
# Debian, not Alpine: the encoder's wheel for musl exists on x86-64 only.
ARG PYTHON_IMAGE=python:3.12-slim-bookworm

# --- build: an environment with exactly the versions everything was tested with
# hadolint ignore=DL3006
FROM ${PYTHON_IMAGE} AS build
# What is installed besides the bot itself: docs/running.md lists the extras. `piper` is GPL-3, and not in unless you ask for it.
ARG EXTRAS=backup,documents,metrics,postgres,speech,voice
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/chatterbot
WORKDIR /src
# The libraries first: they stay in the builder's cache while only the bot's own code changes.
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY config ./config
COPY src/chatterbot/__init__.py ./src/chatterbot/__init__.py
RUN /opt/chatterbot/bin/pip install -c constraints.txt ".[${EXTRAS}]"
COPY src ./src
RUN /opt/chatterbot/bin/pip install --no-deps --force-reinstall . \
    && /opt/chatterbot/bin/python -m compileall -q /opt/chatterbot/lib

# --- run: that environment, and nothing to build with
# hadolint ignore=DL3006
FROM ${PYTHON_IMAGE}
# espeak-ng speaks every language, if like a robot, when the online voices are down or switched off (docs/speech.md).
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends espeak-ng \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 chatterbot \
    && useradd --system --uid 10001 --gid chatterbot --home-dir /tmp --shell /usr/sbin/nologin chatterbot \
    && install -d -o chatterbot -g chatterbot -m 0700 /data /models
COPY --from=build /opt/chatterbot /opt/chatterbot
# /tmp is the only other place that is written to: with a read-only root it is a tmpfs.
ENV PATH=/opt/chatterbot/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    CHATTERBOT_MODE=production \
    CHATTERBOT_FILES__DATA=/data \
    CHATTERBOT_ENGINE__CACHE=/models \
    CHATTERBOT_SPEECH__PIPER_FOLDER=/models/voices
# A number, so that Kubernetes can see that it is not root (runAsNonRoot).
USER 10001:10001
# Settings: mount a folder with chatterbot.toml at /data/config, or use the environment.
WORKDIR /data
# /data is what a backup holds; /models is downloaded again if it is lost.
VOLUME ["/data", "/models"]
STOPSIGNAL SIGTERM
# While it is connected to Discord the bot touches a file in /data, and `health` looks how old that is.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["chatterbot", "health"]
ENTRYPOINT ["chatterbot"]
CMD ["run"]
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="chatterbot" \
      org.opencontainers.image.description="A Discord bot that a community teaches, corrects and talks to" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/chatterbot-discord/chatterbot-discord" \
      org.opencontainers.image.documentation="https://github.com/chatterbot-discord/chatterbot-discord/blob/main/docs/hosting.md" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
