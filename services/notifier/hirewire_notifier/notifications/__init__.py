"""What people are told, on which channels, and whether they read it."""
