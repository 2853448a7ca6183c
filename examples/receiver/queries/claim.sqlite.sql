-- A claim is a lease: it ends by itself, so what a worker that was killed had in progress comes back.
-- $1 is when the lease ends, $2 is now. With the index named, a long backlog is not sorted for each claim.
UPDATE deliveries SET state = 'claimed', attempts = attempts + 1, next_attempt = $1
WHERE id IN (
    SELECT id FROM deliveries INDEXED BY deliveries_due
    WHERE state IN ('waiting', 'claimed') AND next_attempt <= $2
    ORDER BY next_attempt LIMIT 1
)
RETURNING *
