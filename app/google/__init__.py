"""Google's APIs, one file each: they read and write, and decide nothing. Only `session` speaks HTTP."""
