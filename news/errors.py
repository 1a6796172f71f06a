"""What the newsroom refuses; the message is the Vietnamese sentence to show."""


class Refused(Exception):
    """The step may not be taken now, or not by this person."""


class Conflict(Refused):
    """Somebody has saved a newer version meanwhile."""
