from portal1034.core.events import Event

# Argument: household. Sent when an officer verifies it.
household_verified = Event("household_verified")

# Argument: households, a list. Sent when their names or their communes have changed, by whatever way; an import sends a
# thousand at once, so a subscriber asks the database a constant number of times.
households_changed = Event("households_changed")

# Arguments: keep, drop (households), record (HouseholdMerge, whose `moved` the subscriber adds to with `record.add`),
# by (User). Whoever holds rows of a household moves them to `keep`, in the sender's transaction.
households_merged = Event("households_merged")
# Argument: record. Whoever moved rows moves back those of its models that `record.moved` names.
households_unmerged = Event("households_unmerged")
