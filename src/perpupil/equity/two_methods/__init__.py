"""Two methods on the same students: who gains and who loses."""
