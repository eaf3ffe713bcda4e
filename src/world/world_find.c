/* world_find.c - layer 2: things of a world by name. */
#include "world/world.h"

int32_t world_place_find(const world *w, const char *id)
{
    (void)w, (void)id;
    return -1;
}
int32_t world_material_find(const world *w, const char *id)
{
    (void)w, (void)id;
    return -1;
}
int32_t world_process_find(const world *w, const char *id)
{
    (void)w, (void)id;
    return -1;
}
int32_t world_plant_find(const world *w, const char *id)
{
    (void)w, (void)id;
    return -1;
}
bool world_place_is(const world *w, int32_t place, const char *selector)
{
    (void)w, (void)place, (void)selector;
    return false;
}
bool world_material_is(const world *w, int32_t material, const char *selector)
{
    (void)w, (void)material, (void)selector;
    return false;
}
bool world_use_is(const world *w, int32_t use, const char *selector)
{
    (void)w, (void)use, (void)selector;
    return false;
}
const estimate *world_parameter_of(const world *w, const char *name, const char *id,
                                   const char *stage)
{
    (void)w, (void)name, (void)id, (void)stage;
    return NULL;
}
double world_parameter_mode(const world *w, const char *name, const char *id, const char *stage,
                            double otherwise)
{
    (void)w, (void)name, (void)id, (void)stage;
    return otherwise;
}
const estimate *world_lane_of(const world *w, int32_t from, int32_t to, bool months)
{
    (void)w, (void)from, (void)to, (void)months;
    return NULL;
}
double world_season_of(const world *w, int32_t material, int32_t from, int32_t month)
{
    (void)w, (void)material, (void)from, (void)month;
    return 1;
}
