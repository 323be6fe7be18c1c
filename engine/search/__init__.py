"""Random search, local random search and gradient descent on one loss, counted in evaluations."""

from engine.search.declared import SearchSettings, refuse_search
from engine.search.pictures import search_look
from engine.search.search import Search

__all__ = ["Search", "SearchSettings", "refuse_search", "search_look"]
