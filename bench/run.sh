#!/usr/bin/env bash
# Builds what is measured and prints one table. Options: --quick, --runs N, --published, --only NAME,NAME, --write FILE.
set -euo pipefail
cd "$(dirname "$0")/.."

options=()
for word in "$@"; do
  if [[ $word == --published ]]; then
    dotnet publish src/Dinghy/Dinghy.csproj -r linux-x64 -c Release --self-contained -o artifacts/bench-published \
      -p:PublishTrimmed=true -p:PublishReadyToRun=true -p:PublishSingleFile=true -p:WarningsNotAsErrors=IL2104 -v quiet >&2
    du -h --apparent-size artifacts/bench-published/dinghy >&2
    options+=(--published artifacts/bench-published/dinghy)
  else
    options+=("$word")
  fi
done

dotnet build src/Dinghy/Dinghy.csproj -c Release -v quiet --nologo >&2
dotnet build bench/Dinghy.Bench/Dinghy.Bench.csproj -c Release -v quiet --nologo >&2
exec artifacts/bin/Dinghy.Bench/release/Dinghy.Bench driver --gateway artifacts/bin/Dinghy/release/dinghy "${options[@]}"
