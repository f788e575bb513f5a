"""`make chaos`: the whole stack under load while its processes are killed; afterwards nothing acknowledged is missing.

`stack` starts, kills and revives; `visitors` are people at work over HTTP, who remember what was acknowledged to them;
`checking` asks the database, the mail server and the application's own rules afterwards; `report` writes
docs/reliability.md.
"""
