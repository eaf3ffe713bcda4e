set(SOURCES verdicts.c claims.c context.c memory.c about.c sides.c period.c scene.c when.c
  judge.c judge_level.c judge_change.c judge_words.c search.c arithmetic.c)
