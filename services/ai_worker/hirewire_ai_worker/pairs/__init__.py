"""Two texts read to be compared: nothing of them is kept."""
