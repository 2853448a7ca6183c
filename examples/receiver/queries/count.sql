-- How many there are in a state, and how many seconds before $1 the oldest of them came. The index has all of it.
SELECT CAST(COUNT(*) AS DOUBLE PRECISION), CAST(COALESCE($1 - MIN(arrival), 0) AS DOUBLE PRECISION) / 1000
FROM deliveries WHERE state = $2
