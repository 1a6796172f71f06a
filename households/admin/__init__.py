from households.admin import household

__all__ = ["household"]
