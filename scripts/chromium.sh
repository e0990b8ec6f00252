#!/usr/bin/env bash
# Installs Debian's Chromium for the browser tests where that is possible; says so where it is not.
command -v chromium >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ]; then
    echo "Installing Chromium for the browser tests …" >&2
    DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null && exit 0
fi
echo "Chromium is missing and cannot be installed here: the browser tests will be skipped by name." >&2
echo "Install it ('apt install chromium' as root) to run them." >&2
exit 0
