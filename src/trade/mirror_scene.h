/* mirror_scene.h - layer 2, private to the mirror files: what the causes of one lane look at. */
#ifndef GAD_MIRROR_SCENE_H
#define GAD_MIRROR_SCENE_H

#include "trade/mirror_cause.h"
#include "trade/mirror_impl.h"

typedef struct entrepot {
    country_ref country;
    const mirror_lane *in; /* exporter to entrepot; NULL: none */
    mirror_lane out;       /* entrepot to importer; n 0: none */
} entrepot;

struct cause_scene {
    const mirror_lane *lane;
    mirror_unit unit;
    bool annual;
    const char *exporter, *importer; /* as in a sentence */
    entrepot *entrepot;              /* [n_entrepot] */
    int32_t n_entrepot;
    mirror_lane *neighbour; /* [n_neighbour] the same lane under other codes of the heading */
    int64_t *code;          /* [n_neighbour] */
    int32_t n_neighbour;
    double *work;
};

#endif
