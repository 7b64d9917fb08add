"""How often a property is tried: as often as it is cheap, and 50,000 times by `make trust`."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

LONG = 50_000


def often(least: int = 1000, **more: Any) -> settings:  # noqa: ANN401 - any of its settings
    """Return the settings of a property: so many examples, or more where the profile wants it."""
    profile = settings.default or settings()
    return settings(max_examples=max(least, profile.max_examples), **more)
