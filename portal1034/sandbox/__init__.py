"""Two make-believe marketplaces that speak the contracts of docs/marketplaces over real HTTP.

A separate process with its own settings and its own SQLite file: it imports nothing of the portal, and nothing of the
portal imports it. Run `python -m portal1034.sandbox`.
"""
