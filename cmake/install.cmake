# What production needs, and how to find it: the headers, the CMake package `lockstep`, the pkg-config file.
# All of it is text, hence under share/ and for every architecture.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/lockstep)
set(pkgconfig_dir ${CMAKE_INSTALL_DATADIR}/pkgconfig)

install(DIRECTORY core/lockstep DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(FILES models/lockstep/sync.h models/lockstep/fatal.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lockstep)
install(FILES models/lockstep/models/native.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lockstep/models)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(TARGETS lockstep EXPORT lockstep INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT lockstep NAMESPACE lockstep:: FILE lockstep-targets.cmake DESTINATION ${package_dir})
# Before 1.0 a minor version may break what the one before promised.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/lockstep-config-version.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
configure_file(cmake/lockstep-config.cmake ${PROJECT_BINARY_DIR}/package/lockstep-config.cmake COPYONLY)
install(FILES ${PROJECT_BINARY_DIR}/package/lockstep-config.cmake
              ${PROJECT_BINARY_DIR}/package/lockstep-config-version.cmake DESTINATION ${package_dir})

# Relative to the file itself, so that an installed tree can be moved.
file(RELATIVE_PATH prefix_from_pkgconfig /${pkgconfig_dir} /)
set(portable_wait_flag "")
if(LOCKSTEP_PORTABLE_WAIT)
  set(portable_wait_flag " -DLOCKSTEP_PORTABLE_WAIT")
endif()
configure_file(cmake/lockstep.pc.in ${PROJECT_BINARY_DIR}/package/lockstep.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/package/lockstep.pc DESTINATION ${pkgconfig_dir})
