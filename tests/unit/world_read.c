/* world_read.c - a folder of CSV files to a world. */
#include "test.h"
#include "world/world.h"

static void memory_of_nothing_is_freed(void **state)
{
    (void)state;
    world_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(memory_of_nothing_is_freed) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
