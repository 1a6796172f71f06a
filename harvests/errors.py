class ExchangeError(ValueError):
    """The exchange cannot do this now; the message is the Vietnamese sentence to show."""
