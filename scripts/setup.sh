#!/usr/bin/env bash
# Makes .venv and installs Tongban into it. Argument: "run" (what the server needs) or "dev" (tests and checks too).
# Does nothing when .venv already holds what setup.cfg and constraints.txt ask for.
set -u
kind="${1:-run}"
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
fail() { say ""; say "$1"; say "$2"; exit 1; }
is_root() { [ "$(id -u)" -eq 0 ]; }

find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

install_debian() {
    command -v apt-get >/dev/null 2>&1 && is_root || return 1
    say "Installing $* with apt-get …"
    DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

python="$(find_python)" || { install_debian python3 python3-venv && python="$(find_python)"; } ||
    fail "Tongban needs Python 3.11 or newer, and none was found." \
        "Install one (Debian: 'apt install python3 python3-venv' as root) and repeat."

stamp=".venv/.tongban-$kind"
wanted="$( { cat setup.cfg constraints.txt 2>/dev/null; "$python" --version; } | cksum)"
[ -x .venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0

make_venv() { "$python" -m venv .venv >/dev/null 2>&1 && .venv/bin/python -m pip --version >/dev/null 2>&1; }
if ! { [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
    rm -rf .venv
    say "Creating .venv with $("$python" --version) …"
    if ! make_venv; then
        rm -rf .venv
        version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
        { install_debian "python$version-venv" || install_debian python3-venv; } && make_venv || {
            rm -rf .venv
            fail "This Python cannot create virtual environments: the Debian package 'python3-venv' is missing." \
                "Ask an administrator for 'apt install python3-venv' (root is needed once, only for that), then repeat."
        }
    fi
fi

extras="[pages]"
[ "$kind" = dev ] && extras="[dev]"
say "Installing Tongban and its libraries into .venv (a minute or two the first time) …"
constraints=()
[ -f constraints.txt ] && constraints=(-c constraints.txt)
log="$(mktemp)"
if ! .venv/bin/python -m pip install --disable-pip-version-check -q "${constraints[@]}" -e ".$extras" >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    fail "The libraries could not be installed." \
        "Check that the Python package registry can be reached (pip's own settings apply), then repeat."
fi
rm -f "$log"
printf '%s' "$wanted" >"$stamp"
