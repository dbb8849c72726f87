"""What people think of matches, kept with what they were shown."""
