import os

# Half an hour of breaking things is asked for by `make chaos`, not by every `make test`.
collect_ignore = [] if os.environ.get("CHAOS_CHANGES") else ["test_chaos.py"]
