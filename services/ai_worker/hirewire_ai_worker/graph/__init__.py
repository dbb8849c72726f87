"""The knowledge graph: what documents say, with evidence, confidence and a memory of it."""
