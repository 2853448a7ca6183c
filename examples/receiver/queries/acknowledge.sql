-- One, or with 0 for its number all.
UPDATE deliveries SET state = 'acknowledged', next_attempt = $1
WHERE (id = $2 OR $2 = 0) AND state IN ('failed', 'unreadable')
