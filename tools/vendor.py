"""Copy the front-end files that pages use from unpacked packages, with their licences, and list them with their hashes.

    npm pack @uswds/uswds@3.14.0 htmx.org@4.0.1    (then unpack each)
    python tools/vendor.py USWDS_FOLDER HTMX_FOLDER

Only what the style sheet names is copied; marks that point to source maps are taken out, because the maps are not here.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "src/perpupil/web/static/vendor"
_URL = re.compile(r"url\(\s*[\"']?([^\"')]+?)[\"']?\s*\)")
_SOURCE_MAP = re.compile(r"\n?(/\*|//)# sourceMappingURL=\S+?( ?\*/|$)", re.MULTILINE)


def main(uswds: Path, htmx: Path) -> None:
    """Copy both packages anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    _copy_uswds(uswds)
    _copy_text(htmx / "dist/htmx.min.js", VENDOR / "htmx/htmx.min.js")
    _copy_text(htmx / "LICENSE", VENDOR / "htmx/LICENSE")
    _list(uswds, htmx)


def _copy_uswds(package: Path) -> None:
    dist = package / "dist"
    for name in ("css/uswds.min.css", "js/uswds.min.js", "js/uswds-init.min.js"):
        _copy_text(dist / name, VENDOR / "uswds" / name)
    _copy_text(package / "LICENSE.md", VENDOR / "uswds/LICENSE.md")
    sheet = (dist / "css/uswds.min.css").read_text(encoding="utf-8")
    named = {one.partition("?")[0].partition("#")[0] for one in _URL.findall(sheet) if not one.startswith("data:")}
    for name in sorted({*named, "../img/sprite.svg"}):
        file = (dist / "css" / name).resolve()
        target = VENDOR / "uswds" / file.relative_to(dist.resolve())
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def _copy_text(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    text = _SOURCE_MAP.sub("", file.read_text(encoding="utf-8"))
    target.write_text(text.rstrip() + "\n", encoding="utf-8")


def _list(*packages: Path) -> None:
    """Write which version of what is here, and the hash of every file."""
    about = [json.loads((package / "package.json").read_text(encoding="utf-8")) for package in packages]
    lines = ["# Vendored files", "", "Written by `tools/vendor.py`.", ""]
    lines += [f"* {one['name']} {one['version']}, {one['license']}" for one in about]
    lines += ["", "| file | SHA-256 |", "|---|---|"]
    for file in sorted(path for path in VENDOR.rglob("*") if path.is_file()):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        lines.append(f"| {file.relative_to(VENDOR).as_posix()} | {digest} |")
    (VENDOR / "VENDORED.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*(Path(one) for one in sys.argv[1:]))
