"""What the server bears: `python -m benchmarks.serving [part ...]`, one module a part."""
