"""The `hotel` command and what it runs: the local stack, checks, proofs."""
