# One file, five images (docs/deployment.md tells the rest):
#   docker build --target api -t scalelite:v1-api .

# What the images stand on: Debian, or Alpine with BASE=alpine:3.22 and BUILDER=node:24-alpine.
ARG BASE=debian:bookworm-slim
# Has npm, and the Node for a base on which the pinned one does not run. Nothing else of it is in the images.
ARG BUILDER=node:24-bookworm-slim

# The secrets are what the machine that builds needs to reach its package registries; without them it goes as well.
FROM ${BUILDER} AS dependencies
WORKDIR /srv/scalelite
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=bind,source=deploy/docker,target=/run/setup \
    --mount=type=secret,id=npmrc,target=/root/.npmrc \
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    sh /run/setup/install-dependencies

FROM ${BUILDER} AS web
WORKDIR /build/web
COPY tsconfig.json ../
COPY LICENSE web* ./
RUN --mount=type=bind,source=deploy/docker,target=/run/setup \
    --mount=type=secret,id=npmrc,target=/root/.npmrc \
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    sh /run/setup/build-web /image/web

FROM ${BUILDER} AS players
WORKDIR /build
COPY LICENSE playback* ./
RUN --mount=type=bind,source=deploy/docker,target=/run/setup \
    sh /run/setup/collect-players /image/playback

FROM ${BASE} AS base
RUN --mount=type=bind,source=deploy/docker,target=/run/setup \
    --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99build-host \
    sh /run/setup/prepare-base
LABEL org.opencontainers.image.title="Scalelite" org.opencontainers.image.licenses="Apache-2.0"
ENTRYPOINT ["tini", "--"]

FROM base AS program
ARG BUILD_NUMBER=
ENV BUILD_NUMBER=${BUILD_NUMBER} \
    PLAYBACK_DIR=/srv/playback \
    PATH=/srv/scalelite/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /srv/scalelite
COPY --from=dependencies /srv/scalelite/node_modules node_modules
COPY --from=players /image/playback /srv/playback
COPY --from=web /image/web web
COPY package.json LICENSE ./
COPY scripts scripts
COPY bin bin
COPY config config
COPY src src
# By number: Kubernetes can tell that it is not root. Without a group: those of the user count, the spool's too.
USER 1000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["scripts/health-check"]

FROM program AS api
EXPOSE 3000
CMD ["bin/start"]

FROM program AS poller
# What HEALTHCHECK asks; tcp://0.0.0.0:9394, for instance, is for Prometheus as well.
ENV METRICS_LISTEN=unix:///tmp/scalelite-metrics
CMD ["bin/start-poller"]

FROM program AS recording-importer
ENV METRICS_LISTEN=unix:///tmp/scalelite-metrics
# It finishes the recording it is at: leave it 120 s to stop.
CMD ["bin/start-recording-importer"]

FROM base AS nginx
RUN --mount=type=bind,source=deploy/docker,target=/run/setup \
    --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99build-host \
    sh /run/setup/prepare-nginx
COPY --from=players /image/playback /srv/playback
COPY deploy/nginx/nginx.conf /etc/nginx/nginx.conf
COPY deploy/nginx /srv/nginx
WORKDIR /srv/nginx
EXPOSE 80 443
HEALTHCHECK --interval=30s --timeout=10s --start-period=10s --retries=3 CMD ["/srv/nginx/health-check"]
# Lets requests under way end.
STOPSIGNAL SIGQUIT
# As root it reads a certificate's key that only root may read, and takes port 80 where that needs root; what answers
# requests is user 1000 in any case. Where neither is needed all of it is; `--user 1000` is as good then.
CMD ["/srv/nginx/start"]

# The general one, with all the starters: it is what a build without --target makes.
FROM program AS general
ENV METRICS_LISTEN=unix:///tmp/scalelite-metrics
EXPOSE 3000
CMD ["bin/start"]
