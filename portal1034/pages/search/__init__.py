"""One box for everything: what was meant (`question`), and what answers it, in groups (`groups`)."""
