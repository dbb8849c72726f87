"""Documents to text to entities and relationships with evidence."""
