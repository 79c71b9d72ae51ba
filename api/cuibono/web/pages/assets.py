"""The built styles and scripts: hashed files that the manifest of `api/web` names."""

import json
import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[1] / "assets"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Assets:
    """Paths below the service's root; empty where the assets were not built."""

    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    icon: str | None = None


def find_assets(folder: Path = FOLDER) -> Assets:
    """Return the assets built into a folder; pages work without them, plain."""
    manifest = folder / "manifest.json"
    try:
        return _read(manifest, manifest.stat().st_mtime_ns)
    except FileNotFoundError:
        return _missing(folder)


@lru_cache(maxsize=4)
def _read(manifest: Path, _changed: int) -> Assets:
    built: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    pages, icon = built["src/pages.ts"], built["styles/icon.svg"]
    return Assets(
        styles=tuple(f"/assets/{file}" for file in pages["css"]),
        scripts=(f"/assets/{pages['file']}",),
        icon=f"/assets/{icon['file']}",
    )


@lru_cache(maxsize=4)
def _missing(folder: Path) -> Assets:
    _log.warning("the pages' assets are not built (%s); `make assets` builds them", folder)
    return Assets()
