"""Who may do what in recruiting."""
