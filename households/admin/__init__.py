from households.admin import certificate, household, identity, importing, team, training

__all__ = ["certificate", "household", "identity", "importing", "team", "training"]
