#!/usr/bin/env bash
# Makes what is released, tries what can be tried on this machine, and says of the rest that it was not tried.
#   eng/package.sh                     everything
#   eng/package.sh --rid linux-x64     only this platform (may be repeated)
#   eng/package.sh --no-tool --no-deb  without these
#   eng/package.sh --out DIR           where it goes (artifacts/packages)
# Needs the .NET SDK, Node for the web console, and python3; dpkg-deb for .deb, zip for Windows' archives. The version stands in Directory.Build.props.
set -uo pipefail
cd "$(dirname "$0")/.."

out=artifacts/packages
rids=()
tool=yes
deb=yes
while [ $# -gt 0 ]; do
  case $1 in
    --out) out=$2; shift ;;
    --rid) rids+=("$2"); shift ;;
    --no-tool) tool=no ;;
    --no-deb) deb=no ;;
    *) sed -n '2,8p' "$0"; exit 2 ;;
  esac
  shift
done
[ ${#rids[@]} -gt 0 ] || rids=(linux-x64 linux-arm64 win-x64 win-arm64 osx-x64 osx-arm64)

version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
[ -n "$version" ] || { echo "No <Version> in Directory.Build.props." >&2; exit 1; }
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
mkdir -p "$out"
out=$(cd "$out" && pwd)
rm -rf "${out:?}"/*
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
states="$out/PACKAGES.txt"
failed=0

say() { printf '\n== %s\n' "$*"; }
state() { printf '%-44s %s\n' "$1" "$2" | tee -a "$states"; }

here() { # the platform that this machine runs
  local system machine
  case $(uname -s) in Linux) system=linux ;; Darwin) system=osx ;; *) system=other ;; esac
  case $(uname -m) in x86_64) machine=x64 ;; aarch64|arm64) machine=arm64 ;; *) machine=other ;; esac
  echo "$system-$machine"
}

# version, and a demo that brings its page up and ends in order, in a home of its own.
try() {
  local program=$1 home log
  home=$(mktemp -d -p "$work")
  log="$home/log"
  [ "$(HOME=$home "$program" version | cut -d' ' -f2)" = "$version" ] || { echo "version says something else" >&2; return 1; }
  HOME=$home TMPDIR=$home "$program" demo --port 0 >"$log" 2>&1 &
  local child=$!
  for _ in $(seq 1 120); do
    grep -q 'DingTalk channel started' "$log" && break
    kill -0 "$child" 2>/dev/null || break
    sleep 0.5
  done
  kill -TERM "$child" 2>/dev/null
  wait "$child"
  local code=$?
  grep -q 'DingTalk channel started' "$log" && [ "$code" = 0 ] || { cat "$log" >&2; return 1; }
}

publish() {
  local rid=$1 from=$work/$1
  eng/copy.sh "$from"
  local log="$work/$rid.log"
  # From a lock to what is locked; only the platform's own packs are added to the copy's.
  if ! dotnet publish "$from/src/Dinghy/Dinghy.csproj" -r "$rid" -c Release --self-contained -o "$from/out" -v quiet --nologo \
      -p:PublishTrimmed=true -p:PublishReadyToRun=true -p:PublishSingleFile=true -p:DebugType=none -p:GenerateDocumentationFile=false \
      -p:ILLinkTreatWarningsAsErrors=false -p:RestoreLockedMode=false -p:RunAnalyzers=false >"$log" 2>&1; then
    local missing
    missing=$(sed -nE 's/.*NU110[0-9]: Unable to find package ([A-Za-z0-9.-]+[A-Za-z0-9]).*/\1/p' "$log" | sort -u | tr '\n' ' ')
    if [ -n "$missing" ]; then
      state "$rid" "NOT BUILT: the package source has no ${missing% }"
    else
      state "$rid" "NOT BUILT: $(grep -m 1 -E 'error' "$log" | cut -c1-200)"
      failed=1
    fi
    return 1
  fi
  grep -q 'web console is left out' "$log" && { state "$rid" "WITHOUT the web console: $(grep -m 1 -o 'The web console is left out.*' "$log" | cut -c1-120)"; failed=1; }
  rm -f "$from"/out/*.pdb "$from"/out/*.xml "$from"/out/web.config
}

archive() {
  local rid=$1 name="dinghy-$version-$1"
  mkdir -p "$work/pack/$name"
  cp -r "$work/$rid/out/." "$work/pack/$name/"
  cp LICENSE README.md README.zh-CN.md "$work/pack/$name/"
  cp "$out/THIRD-PARTY-NOTICES.txt" "$work/pack/$name/"
  case $rid in
    win-*) command -v zip >/dev/null && (cd "$work/pack" && zip -qrX "$out/$name.zip" "$name") && file="$name.zip" || { file=""; state "$rid" "NOT PACKED: zip is missing"; failed=1; } ;;
    *) file="$name.tar.gz"; tar -C "$work/pack" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -czf "$out/$file" "$name" ;;
  esac
}

debian() { # rid, Debian's name of the machine
  local rid=$1 arch=$2 root="$work/deb-$2" file
  file="dinghy_${version}_$arch.deb"
  mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/lib/dinghy" "$root/usr/lib/systemd/system" "$root/usr/lib/sysusers.d" "$root/usr/lib/tmpfiles.d" "$root/usr/share/doc/dinghy"
  cp -r "$work/$rid/out/." "$root/usr/lib/dinghy/"
  chmod 755 "$root/usr/lib/dinghy/dinghy"
  ln -s ../lib/dinghy/dinghy "$root/usr/bin/dinghy"
  cp eng/package/dinghy.service "$root/usr/lib/systemd/system/dinghy.service"
  cp eng/package/dinghy.sysusers "$root/usr/lib/sysusers.d/dinghy.conf"
  cp eng/package/dinghy.tmpfiles "$root/usr/lib/tmpfiles.d/dinghy.conf"
  install -m 755 eng/package/postinst eng/package/prerm eng/package/postrm "$root/DEBIAN/"
  cp LICENSE "$root/usr/share/doc/dinghy/copyright"
  cp "$out/THIRD-PARTY-NOTICES.txt" README.md README.zh-CN.md "$root/usr/share/doc/dinghy/"
  sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@SIZE@/$(du -sk "$root/usr" | cut -f1)/" eng/package/control >"$root/DEBIAN/control"
  find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  if ! dpkg-deb --root-owner-group --build "$root" "$out/$file" >/dev/null; then state "$file" "NOT BUILT: dpkg-deb failed"; failed=1; return; fi
  if [ "$rid" != "$(here)" ]; then state "$file" "built, not tried: this machine is $(here)"; return; fi
  # Into a throwaway root, with dpkg itself where it may; its own database, nothing of this system is touched.
  local target="$work/root-$arch" how="unpacked"
  mkdir -p "$target/var/lib/dpkg/info" "$target/var/lib/dpkg/updates"
  : >"$target/var/lib/dpkg/status"
  if [ "$(id -u)" = 0 ] && dpkg --root="$target" --force-depends --force-script-chrootless -i "$out/$file" >"$work/dpkg.log" 2>&1; then how="installed by dpkg into an empty root"; else dpkg-deb -x "$out/$file" "$target"; fi
  local unit=""
  # Among this system's own units, with the program where it lies now.
  sed "s:/usr/bin/dinghy:$target/usr/bin/dinghy:" "$target/usr/lib/systemd/system/dinghy.service" >"$work/dinghy.service"
  if command -v systemd-analyze >/dev/null; then
    if systemd-analyze verify --man=no "$work/dinghy.service" >"$work/unit.log" 2>&1; then unit=", unit verified"; else cat "$work/unit.log" >&2; unit=", unit NOT verified"; failed=1; fi
  fi
  if try "$target/usr/bin/dinghy"; then state "$file" "tried: $how, version, demo$unit"; else state "$file" "BROKEN"; failed=1; fi
}

dotnet_tool() {
  eng/copy.sh "$work/tool"
  local log="$work/tool.log" file="Dinghy.$version.nupkg"
  if ! dotnet pack "$work/tool/src/Dinghy/Dinghy.csproj" -c Release -o "$out" -v quiet --nologo -p:PackAsTool=true -p:RestoreLockedMode=false -p:RunAnalyzers=false >"$log" 2>&1; then
    state "$file" "NOT BUILT: $(grep -m 1 -E 'error' "$log" | cut -c1-200)"; failed=1; return
  fi
  if dotnet tool install --tool-path "$work/tools" --source "$out" --version "$version" Dinghy >"$log" 2>&1 && DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")} try "$work/tools/dinghy"; then
    state "$file" "tried: dotnet tool install, version, demo"
  else
    cat "$log" >&2; state "$file" "BROKEN"; failed=1
  fi
}

: >"$states"
say "What goes into it"
eng/copy.sh "$work/bill"
(cd "$work/bill" && dotnet restore src/Dinghy/Dinghy.csproj -v quiet --nologo -p:RestoreLockedMode=true && python3 eng/package/bill.py "$version" "$out") || exit 1
state "sbom.cdx.json" "from the lock files"

for rid in "${rids[@]}"; do
  say "$rid"
  publish "$rid" || continue
  archive "$rid"
  [ -n "$file" ] || continue
  if [ "$rid" = "$(here)" ]; then
    if try "$work/$rid/out/dinghy"; then state "$file" "tried: version, demo"; else state "$file" "BROKEN"; failed=1; fi
  else
    state "$file" "built, not tried: this machine is $(here)"
  fi
  if [ "$deb" = yes ]; then
    case $rid in
      linux-x64) arch=amd64 ;;
      linux-arm64) arch=arm64 ;;
      *) continue ;;
    esac
    if command -v dpkg-deb >/dev/null; then debian "$rid" "$arch"; else state "dinghy_${version}_$arch.deb" "NOT BUILT: dpkg-deb is missing"; fi
  fi
done

if [ "$tool" = yes ]; then say "dotnet tool"; dotnet_tool; fi
cp eng/package/Containerfile "$out/"
state "Containerfile" "not built by this script, which tries nothing that needs another system's packages"

(cd "$out" && sha256sum -- * >"$work/sums" && mv "$work/sums" SHA256SUMS)
say "Version $version, in $out"
cat "$states"
exit "$failed"
