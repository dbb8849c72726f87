from hirewire_chassis.migrations import run_migrations

run_migrations("ai_worker")
