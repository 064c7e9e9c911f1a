# The connector as a container. Singer and Airbyte, all vendors:
#   docker build -t tap-lms .
# One vendor's Airbyte source, whose spec needs no `vendor` field:
#   docker build --build-arg VENDOR=learnupon -t source-learnupon .
FROM node:24-slim AS build
WORKDIR /build
COPY . .
# The simulated vendors stay outside: nobody syncs a warehouse from them.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund \
    && node scripts/build.mjs --without-sandbox \
    && mkdir /app \
    && mv dist airbyte catalogs spec.json package.json LICENSE THIRD-PARTY-NOTICES.txt /app/ \
    && rm -rf /build/*

FROM node:24-slim
# Package managers are needed by nothing here and are what scanners complain about first. /data is for --out and state.
RUN rm -rf /usr/local/lib/node_modules /opt/yarn-* /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
        /usr/local/bin/yarn /usr/local/bin/yarnpkg \
    && mkdir /data && chown 1000:1000 /data
COPY --from=build /app /app
WORKDIR /data
USER 1000:1000
ENTRYPOINT ["node", "/app/dist/tap-lms.js"]

# What differs between the images comes last, so that all of them share the layers above.
ARG VENDOR="" VERSION="0.1.0"
RUN test -z "$VENDOR" || test -d "/app/airbyte/$VENDOR" || { echo "VENDOR: one of" /app/airbyte/*; exit 1; }
# AIRBYTE_ENTRYPOINT is the ENTRYPOINT as one line: Airbyte runs it in a shell of its own.
ENV NODE_ENV=production \
    TAP_LMS_OUTPUT=json \
    TAP_LMS_VENDOR=${VENDOR} \
    AIRBYTE_ENTRYPOINT="node /app/dist/tap-lms.js"
LABEL io.airbyte.name="${VENDOR:+airbyte/source-}${VENDOR:-tap-lms}" \
      io.airbyte.version="${VERSION}" \
      org.opencontainers.image.title="${VENDOR:+source-}${VENDOR:-tap-lms}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.source="https://github.com/singer-io-ts/tap-lms" \
      org.opencontainers.image.licenses="Apache-2.0"
