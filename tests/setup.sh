#!/usr/bin/env bash
# Installs what the tests need and the machine lacks: Chromium with a Japanese font (browser tests) and the npm packages
# those tests read. Without root or apt it says what is missing; the tests that need it then report themselves skipped.
set -uo pipefail
cd "$(dirname "$0")/.."

need=()
command -v chromium >/dev/null 2>&1 || need+=(chromium)
fc-list 2>/dev/null | grep -qiE 'noto.*cjk|bizud|ipa' || need+=(fontconfig fonts-noto-cjk)
# What documents are printed with, and what the tests look into them with.
fc-list 2>/dev/null | grep -qi 'BIZ UDPMincho' || need+=(fonts-morisawa-bizud-mincho fonts-morisawa-bizud-gothic)
fc-list 2>/dev/null | grep -qi 'IPAmj' || need+=(fonts-ipamj-mincho)
command -v pdftotext >/dev/null 2>&1 || need+=(poppler-utils)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need+=(postgresql)
if [ ${#need[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "setup: installing ${need[*]}"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null || echo "setup: could not install ${need[*]}"
  else
    echo "setup: missing ${need[*]} (install them to run the browser tests)"
  fi
fi

for package in tests/*/package-lock.json designer/package-lock.json; do
  [ -f "$package" ] || continue
  folder=$(dirname "$package")
  if [ ! -d "$folder/node_modules" ] || [ "$package" -nt "$folder/node_modules" ]; then
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error) || echo "setup: npm ci failed in $folder"
  fi
done
