"""What the operators of an instance see and do: over all workspaces, every time audited."""
