-- What lies near a report. Two columns of numbers and no geometry: comparisons of numbers pass in
-- front of the policies of the second wall, so that the index serves behind it as well.
create index cases_near on cases.cases (lat, lon) where lat is not null;
