"""The pages of the desk, one module each; each shows what a use case gives and calls use cases, nothing else."""
