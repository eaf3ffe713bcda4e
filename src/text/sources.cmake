set(SOURCES )
