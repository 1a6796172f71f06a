from households.admin import certificate, household, training

__all__ = ["certificate", "household", "training"]
