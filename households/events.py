from portal1034.core.events import Event

# Argument: household. Sent when an officer verifies it.
household_verified = Event("household_verified")
