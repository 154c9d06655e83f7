-- What the standing decision was made from, for quotes and for people; null in those of coordinators one version older.
alter table fleet_ticks add column observed json;
