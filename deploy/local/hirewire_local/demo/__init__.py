"""The whole story on real files: what `make demo` does and shows."""
