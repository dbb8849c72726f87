"""Match runs: the candidates of a workspace ranked for a job, with the reasons."""
