"""Running cases: tokens, scopes, joins, events, loops, compensation, and the commands that move them."""
