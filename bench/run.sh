#!/usr/bin/env bash
# Builds what is measured and prints one table.
#   bench/run.sh             the bots.      Options: --quick, --runs N, --published, --only NAME,NAME, --write FILE
#   bench/run.sh cards       500 cards.     Options: --quick, --cards N, --seconds N, --write FILE
#   bench/run.sh calls       their price.   Options: --quick, --write FILE
#   bench/run.sh webhook     HTTP mode's way in, against a bare endpoint.   Options: --quick, --connections N
#   bench/run.sh first-sign  their speed.   Options: --quick, --runs N, --write FILE
set -euo pipefail
cd "$(dirname "$0")/.."

# From a copy: publishing for one platform would write that platform into our lock files.
publish() {
  local copy=artifacts/bench-published
  rm -rf "$copy"
  eng/copy.sh "$copy"
  dotnet publish "$copy/src/Dinghy/Dinghy.csproj" -r linux-x64 -c Release --self-contained -o "$copy/out" -v quiet --nologo \
    -p:PublishTrimmed=true -p:PublishReadyToRun=true -p:PublishSingleFile=true \
    -p:ILLinkTreatWarningsAsErrors=false -p:RestoreLockedMode=false -p:RunAnalyzers=false
  du -h --apparent-size "$copy/out/dinghy"
}

mode=driver
if [[ ${1:-} =~ ^(cards|calls|first-sign)$ ]]; then
  mode=$1
  shift
fi

if [[ ${1:-} == webhook ]]; then
  dotnet build bench/Dinghy.Bench/Dinghy.Bench.csproj -c Release -v quiet --nologo >&2
  exec artifacts/bin/Dinghy.Bench/release/Dinghy.Bench "$@"
fi

options=()
for word in "$@"; do
  if [[ $word == --published ]]; then
    publish >&2
    options+=(--published artifacts/bench-published/out/dinghy)
  else
    options+=("$word")
  fi
done

dotnet build src/Dinghy/Dinghy.csproj -c Release -v quiet --nologo >&2
dotnet build bench/Dinghy.Bench/Dinghy.Bench.csproj -c Release -v quiet --nologo >&2
exec artifacts/bin/Dinghy.Bench/release/Dinghy.Bench "$mode" --gateway artifacts/bin/Dinghy/release/dinghy "${options[@]}"
