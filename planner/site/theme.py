"""How Material is set up for a site of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import escape

from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.site.appearance import Appearance
    from planner.site.page import Site

ENGINE_STYLE = "assets/planner/engine.css"
FAVICON = "assets/planner/favicon.png"
WORKERS = ("assets/planner/iframe-worker.js", "assets/planner/search.js")
"""What the theme's search needs from a folder, and for large sites."""
FEATURES = ("navigation.sections", "toc.follow")

_ICON_SYSTEM, _ICON_LIGHT, _ICON_DARK = (
    {"icon": f"material/{name}"} for name in ("brightness-auto", "weather-sunny", "weather-night")
)


def settings(site: Site, look: Appearance) -> dict[str, Any]:
    """Return what an engine of MkDocs' kind is told about a site of ours, but for its folders."""
    return {
        "site_name": escape(look.site_name or site.title),
        "site_url": look.site_url,
        "use_directory_urls": False,
        "copyright": escape(look.copyright),
        "theme": _theme(site.language, look),
        "extra": {"generator": False, "polyfills": [*WORKERS]},
        "extra_css": [style.path for style in look.styles],
        "plugins": ["search", "offline"],
    }


def _theme(language: str, look: Appearance) -> dict[str, Any]:
    """Return the ``theme`` of a configuration; no font and no script is from elsewhere."""
    palette = [_escaped(option) for option in look.palette] or _palette(language)
    pictures = {"logo": look.logo, "favicon": look.favicon}
    return {
        "name": "material",
        "language": language,
        "font": False,
        "features": list(FEATURES),
        "palette": palette if len(palette) > 1 else palette[0],
        "favicon": FAVICON,
        "icon": {"logo": "material/calendar-check-outline", **look.icons},
        **{role: picture.path for role, picture in pictures.items() if picture},
    }


def _escaped(option: Mapping[str, Any]) -> dict[str, Any]:
    """Return a colour option whose words are safe where the theme prints them as they are."""
    toggle = option.get("toggle")
    return {**option, **({"toggle": {**toggle, "name": escape(toggle["name"])}} if toggle else {})}


def _palette(language: str) -> list[dict[str, Any]]:
    """Return the colours: as the device is set, light, dark."""
    colours = {"primary": "custom", "accent": "custom"}  # set in engine.css
    to_light = T("Switch to light colours").to(language)
    to_dark = T("Switch to dark colours").to(language)
    to_system = T("Use the device's colours").to(language)
    options: list[dict[str, Any]] = [
        {"media": "(prefers-color-scheme)", "toggle": {**_ICON_SYSTEM, "name": to_light}},
        {
            "media": "(prefers-color-scheme: light)",
            "scheme": "default",
            "toggle": {**_ICON_LIGHT, "name": to_dark},
        },
        {
            "media": "(prefers-color-scheme: dark)",
            "scheme": "slate",
            "toggle": {**_ICON_DARK, "name": to_system},
        },
    ]
    return [_escaped({**colours, **option}) for option in options]
