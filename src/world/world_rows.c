/* world_rows.c - layer 2: the tables of a world, column by column. */
#include "world/world.h"
