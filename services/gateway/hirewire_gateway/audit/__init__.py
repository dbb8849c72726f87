"""Who did what, when, from where, and whether they were let: append-only and chained."""
