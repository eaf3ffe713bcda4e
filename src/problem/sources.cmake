set(SOURCES names.c params.c parts.c read_flows.c read_gsim.c read_network.c)
