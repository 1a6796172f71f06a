"""When supply is so much more than demand that a household should be warned (nguy cơ ùn ứ)."""

# Supply beyond this many times the demand finds no buyer in time; less than a truckload is nobody's glut.
GLUT_RATIO = 3
LEAST_GLUT_KG = 10_000


def is_glut(supply_kg: int, demand_kg: int) -> bool:
    """Whether a dekad's declared supply outruns its declared demand. Without any known demand nothing can be said."""
    return demand_kg > 0 and supply_kg >= LEAST_GLUT_KG and supply_kg > GLUT_RATIO * demand_kg
