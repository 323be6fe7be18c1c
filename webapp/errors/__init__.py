"""Every refusal of the server: one shape, one sentence in the reader's language."""

from webapp.errors.problem import PROBLEMS, STATUS_CODES, Problem, bad_params, of_store

__all__ = ["PROBLEMS", "STATUS_CODES", "Problem", "bad_params", "of_store"]
