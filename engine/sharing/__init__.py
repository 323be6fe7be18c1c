"""Many runs on one device: whose step comes next. Times are given, so nothing here has a clock."""

from engine.sharing.turns import Group, Turns, quantum_on

__all__ = ["Group", "Turns", "quantum_on"]
