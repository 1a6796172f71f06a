"""What the law on personal data (91/2025/QH15, Decree 356/2025) asks: see, correct, export, restrict, withdraw, erase.

`holders`: where each app says what it keeps about a person. `requests`: the officer's queue with its clocks.
`erasure`: how a person is taken out of every table, history included. `identities`: the citizen's number.
"""
