set(SOURCES csv_cell.c csv_table.c json.c json_read.c yaml.c yaml_schema.c)
