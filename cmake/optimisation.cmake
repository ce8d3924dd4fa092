# Release builds are optimised as a whole: many of the functions that each sentence passes through are
# small and called from another file. With GCC only, whose objects can hold ordinary code besides.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    include(CheckIPOSupported)
    check_ipo_supported(RESULT parley_ipo OUTPUT parley_ipo_output LANGUAGES C)
    if(parley_ipo)
        set(CMAKE_INTERPROCEDURAL_OPTIMIZATION_RELEASE ON)
    endif()
endif()
