"""Read, plan, apply, record: one file a flow. Decisions are made in `app.core`."""
