foreach(name baci_gen duck_alone query)
  add_executable(bench_${name} bench/${name}.c)
  target_include_directories(bench_${name} PRIVATE src include)
  target_link_libraries(bench_${name} PRIVATE gadolin_static)
  set_target_properties(bench_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench OUTPUT_NAME ${name}
    BUILD_RPATH ${DUCKDB_LIB_DIR})
endforeach()
