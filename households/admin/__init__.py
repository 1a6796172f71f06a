from households.admin import certificate, household, importing, team, training

__all__ = ["certificate", "household", "importing", "team", "training"]
