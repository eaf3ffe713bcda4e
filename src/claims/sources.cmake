set(SOURCES verdicts.c claims.c context.c memory.c about.c sides.c period.c scene.c when.c)
