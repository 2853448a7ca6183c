-- One, whatever became of it, or with 0 for its number all that somebody should look at.
UPDATE deliveries SET state = 'waiting', attempts = 0, next_attempt = $1
WHERE (id = $2 AND state <> 'claimed') OR ($2 = 0 AND state IN ('failed', 'unreadable'))
