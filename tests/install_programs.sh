#!/bin/sh
# Chromium, a Chinese font and nginx for the tests: installs what is missing on Debian and its kin, else says what to do.
set -eu
PATH="$PATH:/usr/sbin"
packages=""
command -v chromium >/dev/null 2>&1 || packages="chromium fonts-noto-cjk fonts-noto-color-emoji"
command -v nginx >/dev/null 2>&1 || packages="$packages nginx-light"
[ -n "$packages" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need Chromium on the PATH as 'chromium', a Chinese font, and nginx: install them and run make test again." >&2
    exit 1
fi
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
export DEBIAN_FRONTEND=noninteractive
if ! { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends $packages; } >/dev/null; then
    echo "Some programs could not be installed. Run: sudo apt-get install $packages" >&2
    exit 1
fi
