-- All times are milliseconds since 1970 in UTC, so that both databases and `Any` agree on them.
CREATE TABLE deliveries (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    arrival      BIGINT NOT NULL,
    -- Empty if the body could not be read.
    event_type   TEXT NOT NULL,
    -- waiting, claimed, done, failed, unreadable or acknowledged.
    state        TEXT NOT NULL,
    attempts     BIGINT NOT NULL DEFAULT 0,
    -- While waiting: when it is due. While claimed: when the lease ends, and any worker may claim it again. If done or acknowledged: since when.
    next_attempt BIGINT NOT NULL,
    -- Why the last attempt failed, or why the body could not be read.
    reason       TEXT NOT NULL,
    -- As it came, byte for byte. The last column, so that the others are read without it.
    body         BLOB NOT NULL
);

-- For the worker, which asks for what is due, however many rows are done.
CREATE INDEX deliveries_due ON deliveries (next_attempt) WHERE state IN ('waiting', 'claimed');

-- For the counts, the age of the oldest, and the removal of what is done.
CREATE INDEX deliveries_state ON deliveries (state, next_attempt, arrival);
