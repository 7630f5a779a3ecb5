# The bot as an image: `docker build -t fixpoint .`, then compose.yaml runs it. tests/image/image_test.sh proves it.
#
# To pin the base, name it by its digest: --build-arg PYTHON_IMAGE=python:3.11-slim-bookworm@sha256:...
# To build without a package index, mount a folder that holds what requirements.lock names (durable_rules as source,
# with setuptools and wheel to build it) and name it: --build-arg PIP_NO_INDEX=1 --build-arg PIP_FIND_LINKS=/wheels
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ARG PIP_NO_INDEX=
ARG PIP_FIND_LINKS=
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_USE_PEP517=1

# The compiler is for durable_rules, which is published as source only. Nothing of this stage reaches the image but the
# virtual environment, so the compiler may be whichever the distribution has today.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /build
RUN python -m venv tools

# Every hash is checked here, once. From here on only the files of wheels/ are installed.
COPY requirements.lock ./
RUN tools/bin/pip wheel --quiet --require-hashes --no-deps --wheel-dir wheels -r requirements.lock \
    && tools/bin/pip install --quiet --no-index --find-links wheels hatchling

COPY pyproject.toml hatch_build.py README.md ./
COPY rules rules
COPY knowledge knowledge
COPY bot bot
RUN tools/bin/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir wheels .

# Compiled now, since the image is read-only when it runs, and without times of files, which copying may change.
RUN python -m venv --without-pip /opt/fixpoint \
    && tools/bin/pip --python /opt/fixpoint/bin/python install --quiet --no-compile --no-index --find-links wheels \
        fixpoint-advisor \
    && python -m compileall -q --invalidation-mode unchecked-hash /opt/fixpoint


FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 fixpoint \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin fixpoint \
    && install --directory --owner 10001 --group 10001 --mode 0700 /data

COPY --from=build /opt/fixpoint /opt/fixpoint

ENV PATH=/opt/fixpoint/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FIXPOINT_ENV=production \
    FIXPOINT_DATABASE=sqlite:////data/fixpoint.db \
    FIXPOINT_OPS_LISTEN=127.0.0.1:8081

USER 10001:10001
WORKDIR /opt/fixpoint
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["fixpoint", "health"]
ENTRYPOINT ["fixpoint"]
CMD ["run"]

ARG VERSION=0.1.0
ARG REVISION=
LABEL org.opencontainers.image.title="Fixpoint" \
      org.opencontainers.image.description="A chat advisor: which kind of IT support fits a business, and why" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
