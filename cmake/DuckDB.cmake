# DuckDB: libduckdb.so and duckdb.h. DUCKDB_ROOT (a folder holding both, or lib/ and include/) wins over the
# packages that tools/setup puts below third_party/duckdb.
set(DUCKDB_ROOT "$ENV{DUCKDB_ROOT}" CACHE PATH "folder of libduckdb.so and duckdb.h")
set(_npm ${CMAKE_SOURCE_DIR}/third_party/duckdb/node_modules)
find_library(DUCKDB_LIBRARY duckdb
  HINTS ${DUCKDB_ROOT} ${DUCKDB_ROOT}/lib ${_npm}/@duckdb/node-bindings-linux-x64 NO_DEFAULT_PATH)
find_path(DUCKDB_INCLUDE duckdb.h
  HINTS ${DUCKDB_ROOT} ${DUCKDB_ROOT}/include ${_npm}/duckdb/src/duckdb/src/include NO_DEFAULT_PATH)
if(NOT DUCKDB_LIBRARY OR NOT DUCKDB_INCLUDE)
  message(FATAL_ERROR "DuckDB was not found: run tools/setup, or set DUCKDB_ROOT to the folder of libduckdb.so and duckdb.h")
endif()
get_filename_component(DUCKDB_LIB_DIR ${DUCKDB_LIBRARY} DIRECTORY)
# Only duckdb.h is wanted: its folder also holds DuckDB's C++ headers.
file(COPY ${DUCKDB_INCLUDE}/duckdb.h DESTINATION ${CMAKE_BINARY_DIR}/duckdb)
add_library(duckdb SHARED IMPORTED)
set_target_properties(duckdb PROPERTIES IMPORTED_LOCATION ${DUCKDB_LIBRARY} IMPORTED_NO_SONAME ON
  INTERFACE_INCLUDE_DIRECTORIES ${CMAKE_BINARY_DIR}/duckdb)
