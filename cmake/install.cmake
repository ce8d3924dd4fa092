# Installation: programs, library, headers, the shipped model, and what other projects need to find
# the library (a CMake package and a relocatable pkg-config file).
include(CMakePackageConfigHelpers)

install(TARGETS parley EXPORT parley-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS parley-train parley-classify RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/parley DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY models/ DESTINATION ${CMAKE_INSTALL_DATADIR}/parley
        FILES_MATCHING PATTERN "*.model" PATTERN "*.model.md")
install(DIRECTORY docs/man/ DESTINATION ${CMAKE_INSTALL_MANDIR} OPTIONAL)

configure_package_config_file(cmake/parley-config.cmake.in
    ${CMAKE_BINARY_DIR}/parley-config.cmake
    INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/parley)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/parley-config-version.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/parley-config.cmake
              ${CMAKE_BINARY_DIR}/parley-config-version.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/parley)
install(EXPORT parley-targets NAMESPACE parley:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/parley)

file(RELATIVE_PATH parley_prefix_from_pc
     ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/parley.pc.in ${CMAKE_BINARY_DIR}/parley.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/parley.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
