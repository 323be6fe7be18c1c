"""What a graphics card is asked to do, each part in a process of its own, in under nine minutes.

`make bench-gpu`, or `python -m benchmarks.gpu [part ...]`. A part prints its figures as lines of
JSON; those that came before its time was over count, and all are kept in benchmarks/RESULTS.md.
"""
