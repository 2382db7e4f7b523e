#!/usr/bin/env bash
# Copies what a build for one platform needs: publishing here would write that platform into our lock files.
#   eng/copy.sh DIR
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p "$1/docs"
cp -r src eng Directory.Build.props Directory.Build.targets Directory.Packages.props global.json LICENSE README.md .editorconfig "$1"
# What the console is built from, without what was installed to build it; it reads the meanings of keys in one document.
tar -c --exclude=web/node_modules web | tar -x -C "$1"
cp docs/configuration.zh-CN.md "$1/docs"
