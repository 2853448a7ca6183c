-- What has been done or acknowledged for longer than it is kept. $1 is now, and $2 is as long after that.
DELETE FROM deliveries WHERE state IN ('done', 'acknowledged') AND next_attempt < $1 - ($2 - $1)
