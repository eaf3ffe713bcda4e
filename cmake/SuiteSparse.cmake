# SuiteSparse (CHOLMOD, UMFPACK) and the BLAS below it: one interface target `suitesparse`. Debian's packages bring
# no CMake or pkg-config files, so the headers and libraries are looked for by name.
find_path(SUITESPARSE_INCLUDE cholmod.h PATH_SUFFIXES suitesparse REQUIRED)
add_library(suitesparse INTERFACE)
target_include_directories(suitesparse SYSTEM INTERFACE ${SUITESPARSE_INCLUDE})
foreach(name cholmod umfpack suitesparseconfig openblas)
  find_library(SUITESPARSE_${name} ${name} REQUIRED)
  target_link_libraries(suitesparse INTERFACE ${SUITESPARSE_${name}})
endforeach()
