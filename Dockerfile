# The connector as a container. Singer and Airbyte, all vendors:
#   docker build -t tap-lms .
# One vendor's Airbyte source, whose spec needs no `vendor` field:
#   docker build --build-arg VENDOR=learnupon -t source-learnupon .
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY packages/tap/package.json packages/tap/
COPY packages/sandbox/package.json packages/sandbox/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && rm dist/chunks/sandbox-*.js

FROM node:24-slim
ARG VENDOR=""
ARG VERSION="0.1.0"
WORKDIR /app
COPY --from=build /build/dist ./dist
COPY --from=build /build/spec.json /build/LICENSE /build/THIRD-PARTY-NOTICES.txt /build/package.json ./
COPY --from=build /build/catalogs ./catalogs
COPY --from=build /build/airbyte ./airbyte
ENV NODE_ENV=production \
    TAP_LMS_OUTPUT=json \
    TAP_LMS_VENDOR=${VENDOR} \
    AIRBYTE_ENTRYPOINT="node /app/dist/tap-lms.js"
LABEL io.airbyte.name="tap-lms" \
      io.airbyte.version="${VERSION}"
USER 1000:1000
ENTRYPOINT ["node", "/app/dist/tap-lms.js"]
