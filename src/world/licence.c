/* licence.c - layer 2: the queue in front of an export licence. */
#include "world/licence.h"

void licence_init(licence_queue *q)
{
    *q = (licence_queue){ 0 };
}
double licence_open(licence_queue *q, const licence_terms *terms, rng *draw)
{
    (void)q, (void)terms, (void)draw;
    return 0;
}
void licence_close(licence_queue *q, double used)
{
    (void)q, (void)used;
}
double licence_backlog(const licence_queue *q)
{
    (void)q;
    return 0;
}
double licence_permits(const licence_queue *q)
{
    (void)q;
    return 0;
}
double licence_oldest(const licence_queue *q)
{
    (void)q;
    return 0;
}
double licence_wait(const licence_queue *q, const licence_terms *terms)
{
    (void)q, (void)terms;
    return 0;
}
