"""When each run entered its state: kept by the table itself, whoever changes the state."""

from __future__ import annotations

NOW = "(julianday('now') - 2440587.5) * 86400"  # Unix seconds

SCHEMA = f"""
create table if not exists since (id text primary key, at real not null);
create trigger if not exists since_begun after insert on run begin
  insert or replace into since values (new.id, {NOW});
end;
create trigger if not exists since_moved after update of state on run
when new.state <> old.state begin
  insert or replace into since values (new.id, {NOW});
end;
create trigger if not exists since_gone after delete on run begin
  delete from since where id = old.id;
end;
"""
