-- What became of a claim, unless its lease has ended and another worker has it: attempts tell the two apart.
UPDATE deliveries SET state = $1, reason = $2, next_attempt = $3
WHERE id = $4 AND state = 'claimed' AND attempts = $5
