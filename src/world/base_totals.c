/* base_totals.c - layer 2. */
#include "world/base.h"
