"""What matching knows of jobs and candidates, and the vectors made of it."""
