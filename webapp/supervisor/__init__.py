"""The supervisor: checks the folder, starts web and trainers, and keeps them alive."""
