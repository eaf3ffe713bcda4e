set(SOURCES
  base.c base_balance.c base_fill.c base_least.c base_prices.c base_totals.c
  duties.c foresight.c hindcast.c hindcast_fit.c hindcast_judge.c hindcast_observed.c licence.c month.c network.c path.c queues.c reach.c sim.c sim_figures.c state.c terms.c
  policy.c policy_check.c policy_event.c policy_kinds.c policy_names.c
  world_read.c world_rows.c world_say.c world_things.c world_numbers.c world_uses.c world_whole.c world_find.c
)
