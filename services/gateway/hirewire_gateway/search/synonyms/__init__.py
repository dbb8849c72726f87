"""A workspace's own synonyms: proposed by searches, decided by people."""
