"""When work runs: the catalog of jobs, the tick that claims what is due, and the scheduler of one machine."""
