-- A claim is a lease: it ends by itself, so what a worker that was killed had in progress comes back.
-- $1 is when the lease ends, $2 is now. No replica waits for rows that another is about to claim, and as an array
-- the rows are chosen once, however the statement is planned.
UPDATE deliveries SET state = 'claimed', attempts = attempts + 1, next_attempt = $1
WHERE id = ANY(ARRAY(
    SELECT id FROM deliveries
    WHERE state IN ('waiting', 'claimed') AND next_attempt <= $2
    ORDER BY next_attempt LIMIT 1 FOR UPDATE SKIP LOCKED
))
RETURNING *
