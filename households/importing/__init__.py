"""Lists from Excel and CSV: read row by row, checked, carried out in batches, undone exactly.

reading   bytes → rows of text, at flat memory, whatever the file is
columns   which column of the file is which of ours
kinds     what can be imported: upper layers register theirs
running   checks, runs and undoes a run batch by batch; a crash loses and doubles nothing
"""
