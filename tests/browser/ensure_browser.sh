#!/usr/bin/env bash
# Makes sure there is a Chromium and a Chinese font for the browser tests: uses what is installed; else installs it on
# Debian as root; else says what is missing and fails.
set -euo pipefail

found_browser() {
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  return 1
}

found_font() {
  command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn family)" ]
}

missing=()
found_browser || missing+=(chromium)
found_font || missing+=(fontconfig fonts-noto-cjk)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "== installing for the browser tests: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

found_browser || { echo "The browser tests need Chromium. On Debian: apt-get install chromium" >&2; exit 1; }
found_font || { echo "The browser tests need a Chinese font. On Debian: apt-get install fontconfig fonts-noto-cjk" >&2; exit 1; }
