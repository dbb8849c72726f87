"""How a Hirewire service talks and stores: transaction, outbox, inbox, consumers, retries, dead letters."""
