# Fuzz targets: tests/fuzz/fuzz_<name>.c, seeds in tests/fuzz/corpus/<name>/. With GADOLIN_FUZZ (clang) each is a
# libFuzzer program fuzz/<name> in the build folder; without it a plain one that replays the seeds as a test.
set(FUZZ_TARGETS
  scan
  spool
  detect
  market
  rules
  given
  ingest
  article
  check
  world
  policy
)
foreach(name ${FUZZ_TARGETS})
  if(GADOLIN_FUZZ)
    set(target fuzz_${name})
    add_executable(${target} tests/fuzz/fuzz_${name}.c)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  else()
    set(target replay_${name})
    add_executable(${target} tests/fuzz/fuzz_${name}.c tests/fuzz/replay.c)
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    add_test(NAME fuzz_${name} COMMAND ${target} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
  endif()
  target_include_directories(${target} PRIVATE tests tests/fuzz)
  target_compile_definitions(${target} PRIVATE TEST_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE gadolin_static)
  set_target_properties(${target} PROPERTIES BUILD_RPATH ${DUCKDB_LIB_DIR})
endforeach()
