from portal1034.core.events import Event

# Arguments of both: user (accounts.User), purpose (ConsentPurpose).
consent_given = Event("consent_given")
consent_withdrawn = Event("consent_withdrawn")
