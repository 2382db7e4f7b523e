#!/usr/bin/env bash
# Installs what the tests need, builds, and runs every test. Ends with "N passed, N failed" and a fitting exit code.
set -uo pipefail
cd "$(dirname "$0")"

configuration=Release
passed=0
failed=0
broken=$(mktemp) # names of what failed, to say them again where a long log is read: at its end

say() { printf '\n== %s\n' "$*"; }
finish() {
  [ -s "$broken" ] && say "What failed" && cat "$broken"
  rm -f "$broken"
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  exit "$1"
}

need() { # command, Debian package
  command -v "$1" >/dev/null 2>&1 && return 0
  missing+=("$2")
}

say "What the tests need"
if ! command -v dotnet >/dev/null 2>&1; then
  echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
  exit 1
fi
missing=()
need node nodejs      # DingTalk's official Node SDK runs against the emulator
need npm npm
need pdftotext poppler-utils   # reads PDFs
need chromium chromium         # the console's tests look at it in a browser, Chinese letters too
[ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || missing+=(fonts-noto-cjk)
[ -e /usr/lib/x86_64-linux-gnu/libsqlite3.so.0 ] || [ -e /usr/lib/aarch64-linux-gnu/libsqlite3.so.0 ] || missing+=(libsqlite3-0)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" || exit 1
  else
    echo "Please install: ${missing[*]}"
    exit 1
  fi
fi
echo "dotnet $(dotnet --version), node $(node --version), npm $(npm --version)"

say "Build"
dotnet build Dinghy.slnx -c "$configuration" -v quiet --nologo || { failed=1; finish 1; }
# The scenarios start the program a thousand times: compiled ahead, each start costs a third less. Without the compiler for that, they only take longer.
dotnet build src/Dinghy -c "$configuration" -v quiet --nologo --no-dependencies -p:Precompile=true || echo "The program is not compiled ahead; the scenarios take longer."

status=0
say "web"
log=$(mktemp)
(cd web && npm test 2>&1) | grep -E '^(not ok|# (pass|fail) )|^ +(error|expected|actual):' | tee "$log"
code=${PIPESTATUS[0]}
grep '^not ok' "$log" >> "$broken"
ok=$(sed -nE 's/^# pass ([0-9]+)$/\1/p' "$log")
bad=$(sed -nE 's/^# fail ([0-9]+)$/\1/p' "$log")
passed=$((passed + ${ok:-0}))
failed=$((failed + ${bad:-0}))
if [ "$code" -ne 0 ] || [ "${ok:-0}" -eq 0 ]; then
  status=1
  [ "${bad:-0}" -gt 0 ] || failed=$((failed + 1))
fi
rm -f "$log"

for project in tests/*.Tests tests/Dinghy.Scenarios; do
  name=$(basename "$project")
  say "$name"
  log=$(mktemp)
  dotnet test "$project" -c "$configuration" --no-build --nologo --logger "console;verbosity=normal" 2>&1 \
    | grep -vE '^\s*(Passed |Starting|Discover|Test Run for|Results File)' | tee "$log"
  code=${PIPESTATUS[0]}
  # The first lines of each: its name, and what was expected.
  grep -A 8 -E '^ *Failed [^:]' "$log" >> "$broken"
  ok=$(sed -nE 's/^ *Passed: *([0-9]+)$/\1/p' "$log" | tail -n 1)
  bad=$(sed -nE 's/^ *Failed: *([0-9]+)$/\1/p' "$log" | tail -n 1)
  passed=$((passed + ${ok:-0}))
  failed=$((failed + ${bad:-0}))
  # A run that broke off, or ran nothing, is a failure whatever it counted.
  if [ "$code" -ne 0 ] || [ "${ok:-0}" -eq 0 ] || [ "${bad:-0}" -gt 0 ]; then
    status=1
    [ "${bad:-0}" -gt 0 ] || failed=$((failed + 1))
  fi
  rm -f "$log"
done
finish "$status"
