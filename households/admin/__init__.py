from households.admin import certificate, household, team, training

__all__ = ["certificate", "household", "team", "training"]
