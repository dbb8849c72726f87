from hirewire_chassis.migrations import run_migrations

run_migrations("matching")
