"""Where the templates, styles and scripts of the site lie."""

from __future__ import annotations

from pathlib import Path


def templates_folder() -> Path:
    """Return the folder: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "site_templates"
    return inside if inside.is_dir() else package.parent / "site_templates"
