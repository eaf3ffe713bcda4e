/* base_fill.c - layer 2. */
#include "world/base.h"
