"""What tests of every service share: real databases, the true pipeline, and the promises."""
