#!/bin/sh
# Chromium and a Chinese font for the browser tests: installs them on Debian and its kin, else says what to do.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
packages="chromium fonts-noto-cjk fonts-noto-color-emoji"
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The browser tests need Chromium on the PATH as 'chromium', and a Chinese font: install both and run make test again." >&2
    exit 1
fi
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
export DEBIAN_FRONTEND=noninteractive
if ! { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends $packages; } >/dev/null; then
    echo "Chromium could not be installed. Run: sudo apt-get install $packages" >&2
    exit 1
fi
