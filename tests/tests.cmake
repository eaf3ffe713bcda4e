# Every C test is a cmocka program tests/<kind>/<name>.c; add its name to the list of its kind.
pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
set(UNIT_TESTS
  context
  certify
  base
  store
  scan
  spool
  ingest
  ingest_real
  table
  lexer
  amount
  check_report
  prose
  grammar
  brief
  stats
  series
  article
  judge
  judge_facts
  json_read
  yaml
  alert
  watch
  linsys
  problem
  market_files
  gsim
  reconcile
  curves
  dense
  book
  indicators
  risk
  risk_given
  mirror
  reliability
  licence
  csv_table
  world_read
  world_base
  policy
  world_report
  simulate_report
  sim_fails
  hindcast
)
set(PROPERTY_TESTS
  spool_records
  spool_duckdb
  brief
  stats
  indicators
  market
  market_sens
  mirror
  reconcile
  licence
  policy_mutation
  world_events
  world_effects
  world_months
  world_base
)
# Thousands of checked articles: minutes under the sanitizers, which the fuzz target's seeds and the unit tests go through.
if(NOT GADOLIN_SANITIZE)
  list(APPEND PROPERTY_TESTS check)
  # The real world, month by month; the toy world of sim_fails, world_events and world_months goes the same ways.
  list(APPEND UNIT_TESTS sim_shows)
endif()
# Scripts of tests/e2e; each is given the build folder. Those of SLOW run once, not again under the sanitizers.
set(E2E_TESTS
  bad_input
  watch
)
set(SLOW_E2E_TESTS
  must_show
  twice
  observe
  risk_given
  mirror
  risk
  reconcile
  check
  kill
  install
  hindcast
  simulate
)
foreach(kind UNIT PROPERTY)
  string(TOLOWER ${kind} folder)
  foreach(name ${${kind}_TESTS})
    add_executable(${folder}_${name} tests/${folder}/${name}.c)
    target_include_directories(${folder}_${name} PRIVATE tests)
    target_compile_definitions(${folder}_${name} PRIVATE TEST_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_link_libraries(${folder}_${name} PRIVATE gadolin_static PkgConfig::CMOCKA)
    set_target_properties(${folder}_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests
      BUILD_RPATH ${DUCKDB_LIB_DIR})
    add_test(NAME ${folder}_${name} COMMAND ${folder}_${name})
  endforeach()
endforeach()
if(NOT GADOLIN_FUZZ)
  include(tests/fuzz/fuzz.cmake)
endif()
if(NOT GADOLIN_SANITIZE)
  list(APPEND E2E_TESTS ${SLOW_E2E_TESTS})
endif()
foreach(name ${E2E_TESTS})
  add_test(NAME e2e_${name} COMMAND sh ${CMAKE_SOURCE_DIR}/tests/e2e/${name}.sh ${CMAKE_BINARY_DIR})
endforeach()
# Instructions of the market kernel, of optimised code only.
if(CMAKE_BUILD_TYPE STREQUAL Release AND GADOLIN_BENCH AND NOT GADOLIN_SANITIZE AND NOT GADOLIN_COVERAGE)
  add_test(NAME count_market COMMAND sh ${CMAKE_SOURCE_DIR}/tests/e2e/count_market.sh ${CMAKE_BINARY_DIR})
endif()
add_test(NAME data COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/data/check_data.py)
add_test(NAME data_worlds COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/data/check_worlds.py)
add_test(NAME world_doc COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/data/check_world_doc.py)
# The labels of tests/claims and the arithmetic of their scorer; the scores themselves once `gadolin check` is whole.
add_test(NAME claims_labels COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/claims/eval.py --lint)
add_test(NAME claims_scorer COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/claims/eval_test.py)
if(NOT GADOLIN_SANITIZE)
  add_test(NAME claims_eval COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/claims/eval.py $<TARGET_FILE:gadolin_cli>
    --min-f1 0.9 --min-precision 0.95)
endif()
# Runs of the command in empty folders; tests/golden/run --bless rewrites what is expected.
add_test(NAME golden_cli COMMAND ${CMAKE_SOURCE_DIR}/tests/golden/run --build ${CMAKE_BINARY_DIR})
# Markets with answers by hand (tests/golden/market/README.md).
add_test(NAME golden_market COMMAND ${CMAKE_SOURCE_DIR}/tests/golden/market_run.py $<TARGET_FILE:gadolin_cli>)
# LeakSanitizer must look over libduckdb.so, which is not ours to fix and not instrumented.
if(GADOLIN_SANITIZE)
  get_property(all DIRECTORY PROPERTY TESTS)
  set_tests_properties(${all} PROPERTIES ENVIRONMENT
    "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0;ASAN_OPTIONS=detect_leaks=1;UBSAN_OPTIONS=print_stacktrace=1")
endif()
