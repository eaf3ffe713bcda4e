/* base_balance.c - layer 2. */
#include "world/base.h"
