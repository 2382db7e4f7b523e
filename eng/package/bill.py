"""Writes sbom.cdx.json (CycloneDX 1.6) and THIRD-PARTY-NOTICES.txt from the lock files and the packages that were restored.

Usage: bill.py VERSION OUT. Deterministic: the same lock files give the same bytes (the time is SOURCE_DATE_EPOCH).
"""
import datetime
import glob
import json
import os
import re
import subprocess
import sys
import uuid
import xml.etree.ElementTree as xml

version, out = sys.argv[1:3]
cache = os.environ.get("NUGET_PACKAGES") or os.path.expanduser("~/.nuget/packages")


def locked():
    """Every package of the program's projects: name -> (version, content hash, names it needs)."""
    found = {}
    for path in sorted(glob.glob("src/*/packages.lock.json")):
        with open(path, encoding="utf-8") as file:
            for framework in json.load(file)["dependencies"].values():
                for name, entry in framework.items():
                    if entry["type"] == "Project" or name in BUILD_ONLY:
                        continue
                    known = found.setdefault(name, (entry["resolved"], entry["contentHash"], set()))
                    known[2].update(entry.get("dependencies", {}))
    return found


def build_only():
    """Analyzers and the like, which no product holds: PrivateAssets=all."""
    names = set()
    for path in ["src/Directory.Build.props", *glob.glob("src/*/*.csproj")]:
        with open(path, encoding="utf-8") as file:
            names.update(re.findall(r'PackageReference Include="([^"]+)"[^>]*PrivateAssets="all"', file.read()))
    # The SDK adds them to whatever can be trimmed or compiled ahead.
    return names | {"Microsoft.NET.ILLink.Tasks", "Microsoft.DotNet.ILCompiler"}


BUILD_ONLY = build_only()


def about(name, number):
    """Licence, authors, address and licence texts as the package itself tells them."""
    folder = os.path.join(cache, name.lower(), number.lower())
    specs = glob.glob(os.path.join(folder, "*.nuspec"))
    if not specs:
        sys.exit(f"{name} {number} is not restored: its licence is not known.")
    root = xml.parse(specs[0]).getroot()
    tell = {}
    for element in root.iter():
        tag = element.tag.split("}")[-1]
        if tag == "license":
            tell["licence" if element.get("type") == "expression" else "licence_file"] = (element.text or "").strip()
        elif tag in ("authors", "copyright", "projectUrl", "licenseUrl") and element.text:
            tell[tag] = element.text.strip()
    files = [tell["licence_file"]] if "licence_file" in tell else []
    files += [name for name in sorted(os.listdir(folder)) if re.match(r"(licen[sc]e|notice|third).*\.(txt|md)$|licen[sc]e$", name, re.I)]
    tell["texts"] = []
    for each in dict.fromkeys(files):
        path = os.path.join(folder, each.replace("\\", "/"))
        if os.path.isfile(path):
            with open(path, encoding="utf-8-sig", errors="replace") as file:
                tell["texts"].append(file.read().strip())
    return tell


def runtime():
    """What a self-contained product holds besides: the SDK's own answer."""
    answer = subprocess.run(["dotnet", "msbuild", "src/Dinghy/Dinghy.csproj", "-getProperty:BundledNETCoreAppPackageVersion"], capture_output=True, text=True, check=True)
    return answer.stdout.strip()


def purl(name, number):
    return f"pkg:nuget/{name}@{number}"


def main():
    packages = locked()
    told = {name: about(name, entry[0]) for name, entry in packages.items()}
    number = runtime()
    components = []
    for name, (resolved, content_hash, _) in sorted(packages.items(), key=lambda one: one[0].lower()):
        facts = told[name]
        component = {
            "type": "library", "bom-ref": purl(name, resolved), "name": name, "version": resolved, "purl": purl(name, resolved),
            "properties": [{"name": "nuget:contentHash", "value": content_hash}],
        }
        if "authors" in facts:
            component["authors"] = [{"name": facts["authors"]}]
        if "copyright" in facts:
            component["copyright"] = facts["copyright"]
        if "licence" in facts:
            component["licenses"] = [{"expression": facts["licence"]}]
        elif "licenseUrl" in facts:
            component["licenses"] = [{"license": {"name": "see the package", "url": facts["licenseUrl"]}}]
        if "projectUrl" in facts:
            component["externalReferences"] = [{"type": "website", "url": facts["projectUrl"]}]
        components.append(component)
    for name in ("Microsoft.NETCore.App.Runtime", "Microsoft.AspNetCore.App.Runtime"):
        components.append({
            "type": "framework", "bom-ref": f"{name}@{number}", "name": name, "version": number, "licenses": [{"expression": "MIT"}],
            "description": "In self-contained products only, of the product's own platform.",
        })
    root = f"pkg:generic/dinghy@{version}"
    direct = {name for name in packages if not any(name in needs for _, _, needs in packages.values())}
    graph = [{"ref": root, "dependsOn": sorted([purl(name, packages[name][0]) for name in direct] + [one["bom-ref"] for one in components if one["type"] == "framework"])}]
    graph += [{"ref": purl(name, resolved), "dependsOn": sorted(purl(each, packages[each][0]) for each in needs if each in packages)} for name, (resolved, _, needs) in sorted(packages.items())]
    time = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), datetime.timezone.utc)
    bill = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {"type": "application", "bom-ref": root, "name": "dinghy", "version": version, "licenses": [{"expression": "MIT"}]},
        },
        "components": components, "dependencies": graph,
    }
    bill["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bill, sort_keys=True)).urn
    with open(os.path.join(out, "sbom.cdx.json"), "w", encoding="utf-8") as file:
        json.dump(bill, file, indent=2, ensure_ascii=False)
        file.write("\n")

    with open(os.path.join(out, "THIRD-PARTY-NOTICES.txt"), "w", encoding="utf-8") as file:
        file.write(f"Dinghy {version} holds the following, each under its own licence.\n")
        for name, (resolved, _, _) in sorted(packages.items(), key=lambda one: one[0].lower()):
            facts = told[name]
            file.write(f"\n{'-' * 78}\n{name} {resolved}\n{facts.get('copyright') or facts.get('authors', '')}\n{facts.get('projectUrl', '')}\nLicence: {facts.get('licence') or facts.get('licenseUrl') or 'below'}\n")
            for text in facts["texts"]:
                file.write(f"\n{text}\n")
        file.write(f"\n{'-' * 78}\n.NET and ASP.NET Core {number} (self-contained products)\nCopyright (c) .NET Foundation and Contributors\nhttps://github.com/dotnet/runtime\nLicence: MIT\n")
    unknown = [name for name, facts in told.items() if not (facts.get("licence") or facts.get("licenseUrl") or facts["texts"])]
    if unknown:
        sys.exit(f"No licence is told by: {', '.join(unknown)}")
    print(f"{len(packages)} packages")


main()
