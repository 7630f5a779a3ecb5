#!/bin/sh
# Builds the image from the Dockerfile as it is, runs it as compose.yaml says and proves it: a consultation through the
# double of the Bot API, and what the README says of the image. It needs no daemon and no registry of images.
#
# PYTHON       an interpreter of the image's version that has podman-compose and what the double needs
# PYTHON_IMAGE a base image to pull; without it one is made from Debian's packages (base.sh)
# It runs as root, fetches the tools through apt when they are absent, and keeps base and wheels in .image-cache/.
set -eu

checkout=$(cd "$(dirname "$0")/../.." && pwd)
cache=$checkout/.image-cache
python=${PYTHON:-$checkout/.venv/bin/python}
case $python in */*) python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python") ;; esac
began=$(date +%s)

say() { echo "image test: $(($(date +%s) - began)) s: $*"; }
fail() {
    echo "image test: $*" >&2
    if [ -s "${work:-/nowhere}/log" ]; then grep -v 'systemd connection' "$work/log" | tail -n 30 >&2; fi
    exit 1
}

# The tools.
missing=""
for tool in buildah podman runc debootstrap; do command -v "$tool" >/dev/null || missing="$missing $tool"; done
test -x /usr/libexec/podman/catatonit || command -v catatonit >/dev/null || missing="$missing catatonit"
if [ "$(id -u)" -ne 0 ]; then fail "run it as root: it makes a Debian system${missing:+; also missing:$missing}"; fi
if [ -n "$missing" ]; then
    command -v apt-get >/dev/null || fail "these programs are missing:$missing"
    say "installing$missing"
    # shellcheck disable=SC2086  # a list of words
    { apt-get update && apt-get install --yes --no-install-recommends $missing; } >/dev/null 2>&1 ||
        fail "apt-get cannot install:$missing"
fi
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || fail "PYTHON must be 3.11, as in the image"
compose_program=$(dirname "$python")/podman-compose
test -x "$compose_program" || fail "podman-compose is missing beside $python (requirements-test.lock has it)"

work=$(mktemp -d)
double=""
clean() {
    if [ -n "$double" ]; then kill "$double" 2>/dev/null || true; fi
    if [ -f "$work/storage.conf" ]; then
        podman rm --all --force --time 2 >/dev/null 2>&1 || true
        podman image unmount --all --force >/dev/null 2>&1 || true
        buildah rm --all >/dev/null 2>&1 || true
    fi
    rm -rf --one-file-system "$work"
}
trap clean EXIT
trap 'exit 130' INT TERM

# A store of images of our own, and what runs without systemd and without rights over cgroups.
storage() {
    printf '[storage]\ndriver = "%s"\ngraphroot = "%s"\nrunroot = "%s"\n' "$1" "$work/graph" "$work/run" \
        >"$work/storage.conf"
}
cat >"$work/containers.conf" <<'CONF'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
netns = "host"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
CONF
export CONTAINERS_STORAGE_CONF="$work/storage.conf" CONTAINERS_CONF="$work/containers.conf"
for name in $(env | sed -n 's/^\(FIXPOINT_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done

# The checkout, with secrets lying about in it as an operator's may.
token="$("$python" -c 'import secrets; print(f"{secrets.randbelow(10**10):010}:{secrets.token_hex(18)[:35]}")')"
key="$("$python" -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())')"
context=$work/context
mkdir -p "$context/secrets" "$context/data"
(cd "$checkout" &&
    tar -cf - bot rules knowledge ./*.toml ./*.py ./*.md ./*.lock Dockerfile .dockerignore compose.yaml) |
    tar -xf - -C "$context"
for place in .env bot/.env data/notes secrets/bot_token; do echo "$token" >"$context/$place"; done
echo "$key" >"$context/secrets/data_key"
chmod 700 "$context/secrets"
chmod 444 "$context"/secrets/*

# Base, wheels, image.
if [ -n "${PYTHON_IMAGE:-}" ]; then
    storage overlay
    base=$PYTHON_IMAGE
else
    if [ ! -f "$cache/base.tar" ]; then
        say "making a base system"
        sh "$checkout/tests/image/base.sh" "$cache/base.tar"
    fi
    base=localhost/python:3.11-slim-bookworm
    for driver in overlay vfs; do # a file system that is an overlay itself bears no second one
        storage "$driver"
        if { container=$(buildah from scratch) && buildah add --quiet "$container" "$cache/base.tar" / &&
            buildah commit --quiet --rm "$container" "$base"; } >>"$work/log" 2>&1; then break; fi
        test "$driver" = overlay || fail "the base image cannot be made"
        rm -rf --one-file-system "$work/graph" "$work/run"
    done
fi
PYTHON=$python sh "$checkout/tests/image/wheels.sh" "$cache/wheels" || fail "the wheels cannot be fetched"
say "building"
buildah bud --isolation chroot --pull=missing --format docker --tag localhost/fixpoint \
    --build-arg PYTHON_IMAGE="$base" \
    --volume "$cache/wheels:/wheels:ro" --build-arg PIP_NO_INDEX=1 --build-arg PIP_FIND_LINKS=/wheels \
    "$context" >"$work/log" 2>&1 ||
    fail "the image cannot be built"
: >"$work/log"

# What is in it, and what is not.
shown() { podman image inspect --format "$1" localhost/fixpoint; }
test "$(shown '{{.Config.User}}')" = 10001:10001 || fail "the image runs as $(shown '{{.Config.User}}')"
test "$(shown '{{json .Config.Entrypoint}} {{json .Config.Cmd}}')" = '["fixpoint"] ["run"]' || fail "another command"
image=$(podman image mount localhost/fixpoint)
compilers=$(find "$image" -xdev ! -type d \( -path '*/bin/cc' -o -path '*/bin/*gcc' -o -path '*/bin/gcc-[0-9]*' \
    -o -path '*/bin/as' -o -path '*/bin/ld' -o -path '*/bin/clang*' -o -name cc1 \))
test -z "$compilers" || fail "a compiler is in the image: $compilers"
test ! -e "$image/build" || fail "the build stage is in the image"
grep -rqF "$token" "$context" || fail "the search for secrets finds nothing at all"
leaks=$({ grep -rlF -e "$token" -e "$key" "$image" || true; } | head)
test -z "$leaks" || fail "secrets are in the image: $leaks"
{ podman image inspect localhost/fixpoint; podman history --no-trunc localhost/fixpoint; } >"$work/described"
if grep -qF -e "$token" -e "$key" "$work/described"; then fail "secrets are in the image's description"; fi
stale=$(find "$image/opt/fixpoint" -name '*.py' -path '*/bot/*' | while read -r file; do
    test -f "$(dirname "$file")/__pycache__/$(basename "$file" .py).cpython-311.pyc" || echo "$file"
done)
test -z "$stale" || fail "not compiled: $stale"
podman image unmount localhost/fixpoint >/dev/null
size=$(shown '{{.Size}}')
below=$(podman image inspect --format '{{.Size}}' "$base")
say "the image has $((size / 1000000)) MB, $(((size - below) / 1000000)) of them on top of the base"

# One command at a time, as compose.yaml has it but without an init.
volume=fixpoint_data
alone() {
    podman run --interactive --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
        --volume "$volume:/data" --volume "$context/secrets/bot_token:/run/secrets/bot_token:ro" \
        --volume "$context/secrets/data_key:/run/secrets/data_key:ro" \
        --env FIXPOINT_DATA_KEY_FILE=/run/secrets/data_key "$@" 2>>"$work/log"
}
label=$(shown '{{index .Config.Labels "org.opencontainers.image.version"}}')
test "fixpoint $label" = "$(alone --rm localhost/fixpoint --version)" || fail "the label is of another version: $label"
alone --rm localhost/fixpoint check </dev/null | grep -q 'no findings' || fail "fixpoint check finds something"
printf 'Start\nA colleague, on the side\nregulated\nPartly\n/advice\n' |
    alone --rm localhost/fixpoint chat >"$work/chat" || fail "fixpoint chat does not run"
grep -q 'Our advice: managed services' "$work/chat" || fail "fixpoint chat gave no advice"
if alone --rm --user 0:0 --env FIXPOINT_BOT_TOKEN_FILE=/run/secrets/bot_token localhost/fixpoint </dev/null >&2; then
    fail "the bot runs as root"
fi
grep -q 'the user is root' "$work/log" || fail "the bot does not say that it refuses to run as root"
say "checked and advised in a container"

# The bot, as compose.yaml has it: only where Telegram is and which network it is on is said beside it.
free_port() { "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
compose() { (cd "$context" && "$compose_program" -p fixpoint -f compose.yaml -f beside.yaml "$@") >>"$work/log" 2>&1; }
bot=fixpoint_fixpoint_1

# With --consult it ends when the advice has come, without it serves until it is told to end.
start_double() {
    : >"$work/double"
    (cd "$checkout/tests" && exec "$python" -m telegram_double "$@" --token "$token") >"$work/double" 2>&1 &
    double=$!
    for _ in $(seq 100); do
        address=$(sed -n 's/^FIXPOINT_API_URL=//p' "$work/double")
        if [ -n "$address" ]; then return; fi
        sleep 0.1
    done
    fail "the double tells no address: $(cat "$work/double")"
}

wait_healthy() {
    for _ in $(seq 60); do
        if podman healthcheck run "$1" >/dev/null 2>&1; then return; fi
        sleep 0.5
    done
    fail "the container is never healthy: $(podman logs "$1" 2>&1 | tail -n 20)"
}

heard() {
    cat "$work/double"
    podman logs "$bot" 2>&1 | tail -n 20
}

start_bot() {
    cat >"$context/beside.yaml" <<YAML
services:
  fixpoint:
    network_mode: host
    environment:
      FIXPOINT_API_URL: $address
      FIXPOINT_OPS_LISTEN: 127.0.0.1:$(free_port)
YAML
    compose up --detach --no-build || fail "podman-compose cannot start it"
    wait_healthy "$bot"
}

consulted() {
    for _ in $(seq 120); do
        kill -0 "$double" 2>/dev/null || break
        sleep 0.5
    done
    if kill -0 "$double" 2>/dev/null; then fail "no advice after 60 s: $(heard)"; fi
    wait "$double" || fail "no consultation: $(heard)"
    double=""
}

# Exit code 0, and not the 137 of a kill after ten seconds.
ends_well() {
    since=$(date +%s%N)
    podman stop --time 10 "$1" >/dev/null 2>>"$work/log" || true
    code=$(podman inspect --format '{{.State.ExitCode}}' "$1")
    test "$code" = 0 || fail "SIGTERM ended $1 with $code: $(podman logs "$1" 2>&1 | tail -n 20)"
    say "SIGTERM: ended with 0 after $((($(date +%s%N) - since) / 1000000)) ms"
}

# The kernel's word for it, about the bot and about an init above it.
confined() {
    main=$(podman inspect --format '{{.State.Pid}}' "$1")
    for process in "$main" $(cat "/proc/$main/task/$main/children"); do
        status=$(tr '\t' ' ' <"/proc/$process/status")
        for line in 'Uid: 10001 10001 10001 10001' 'Gid: 10001 10001 10001 10001' 'CapEff: 0000000000000000' \
            'CapBnd: 0000000000000000' 'NoNewPrivs: 1'; do
            echo "$status" | grep -qx "$line" || fail "not \"$line\" but: $status"
        done
    done
    awk '$5 == "/" { split($6, o, ","); exit o[1] != "ro" }' "/proc/$main/mountinfo" || fail "its root can be written"
    podman exec "$1" python -c 'open("/opt/fixpoint/x", "w")' 2>"$work/refused" && fail "its root can be written"
    grep -q 'Read-only file system' "$work/refused" || fail "its root: $(cat "$work/refused")"
}

rows() {
    "$python" -c 'import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as database:
    print(database.execute("SELECT count(*) FROM consultation").fetchone()[0])' \
        "$(podman volume inspect --format '{{.Mountpoint}}' "$volume")/fixpoint.db"
}

no_secrets_in_logs() {
    podman logs "$1" >"$work/said" 2>&1
    test -s "$work/said" || fail "$1 has logged nothing at all"
    if grep -qF -e "$token" -e "$key" "$work/said"; then fail "secrets are in the logs of $1"; fi
}

before=$(rows)
start_double --consult
start_bot
consulted
confined "$bot"
say "one consultation through the double; uid 10001, no capabilities, read-only, healthy"
ends_well "$bot"
no_secrets_in_logs "$bot"
after=$(rows)
test "$after" -gt "$before" || fail "the consultation is not in the volume"
compose down || fail "podman-compose cannot take it down"

# A new container on the old volume, as after an update: everything is there, and goes on.
printf '/advice\n' | alone --rm localhost/fixpoint chat --resume >"$work/chat" || fail "what is stored does not open"
grep -q 'Our advice: managed services' "$work/chat" || fail "the advice of the first container is gone"
start_double
start_bot
ends_well "$bot"
no_secrets_in_logs "$bot"
kill "$double"
double=""
test "$(rows)" -ge "$after" || fail "consultations are gone after a restart"
compose down || fail "podman-compose cannot take it down"
say "everything was there after a restart"

# As process 1, without an init above it, while Telegram cannot be reached.
alone --detach --name single --env FIXPOINT_BOT_TOKEN_FILE=/run/secrets/bot_token \
    --env FIXPOINT_API_URL=http://127.0.0.1:9 --env FIXPOINT_OPS_LISTEN="127.0.0.1:$(free_port)" \
    localhost/fixpoint >/dev/null || fail "it does not start alone"
wait_healthy single
confined single
ends_well single
no_secrets_in_logs single
say "everything passed"
