"""How much a number is beside the greatest: a step for a class, never a colour by itself."""

_STEPS = 4


def level(count: int, most: int) -> int:
    """Return 0 for nothing, else 1 to 4: the count itself, or how near it comes to the greatest."""
    return -(-_STEPS * count // max(most, _STEPS))
