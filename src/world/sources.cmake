set(SOURCES
  base.c base_balance.c base_fill.c base_prices.c base_totals.c
  licence.c
  policy.c policy_check.c policy_event.c policy_kinds.c
  world_read.c world_rows.c world_find.c
)
