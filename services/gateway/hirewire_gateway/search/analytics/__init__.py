"""What is searched for, what finds nothing, and what is opened then."""
