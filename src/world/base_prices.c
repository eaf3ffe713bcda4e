/* base_prices.c - layer 2. */
#include "world/base.h"
