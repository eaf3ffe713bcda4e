set(SOURCES
  curve.c
  curve_linear.c
  curve_quadratic.c
  curve_power.c
  curve_exp.c
  curve_hyperbola.c
)
