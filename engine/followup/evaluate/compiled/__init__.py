"""The compiled reading: the tree planned, written as Python, and run over state that grows with the events."""
