"""The store of many machines: the same protocols, kept in one Redis or Valkey server."""
