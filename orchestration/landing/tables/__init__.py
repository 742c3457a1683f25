"""One file per table that an asset writes for dbt to read. Declarations only; `orchestration.landing.declaration`
loads them."""
