"""Trainers: warm processes that hold runs by lease and advance their sessions in turn."""
