-- The rows follow: one statement commits by itself, so that no transaction can be left open.
INSERT INTO deliveries (arrival, next_attempt, body, event_type, state, reason) VALUES
