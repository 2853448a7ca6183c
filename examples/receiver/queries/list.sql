-- Without bodies, which would be large.
SELECT id, arrival, event_type, state, attempts, next_attempt, reason FROM deliveries
WHERE state = $1 OR ($1 = '' AND state NOT IN ('done', 'acknowledged')) ORDER BY id
