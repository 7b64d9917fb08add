"""How much a number is beside the greatest: a step for a class, never a colour by itself."""

_STEPS = 4


def level(count: int, most: int) -> int:
    """Return 0 for nothing, else 1 to 4: how near a count comes to the greatest one."""
    return -(-_STEPS * count // most) if most else 0
