/* solve.h - layer 1: what gad_market_solve shares with the files that finish its answer. Private to src/market. */
#ifndef GAD_SOLVE_H
#define GAD_SOLVE_H

#include "market/network.h"

#endif
