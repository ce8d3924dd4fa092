# The libraries parley stands on. Those without a pkg-config file are looked for by header and name;
# a missing one is named with its Debian package.
find_package(PkgConfig REQUIRED)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(POPT REQUIRED IMPORTED_TARGET popt)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
find_package(LibXml2 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Iconv REQUIRED)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

function(parley_find target header library package)
    string(MAKE_C_IDENTIFIER ${target} id)
    find_path(${id}_INCLUDE_DIR ${header})
    find_library(${id}_LIBRARY ${library})
    mark_as_advanced(${id}_INCLUDE_DIR ${id}_LIBRARY)
    if(NOT ${id}_INCLUDE_DIR OR NOT ${id}_LIBRARY)
        message(FATAL_ERROR "${header} or lib${library} not found (Debian: ${package})")
    endif()
    add_library(${target} UNKNOWN IMPORTED)
    set_target_properties(${target} PROPERTIES
        IMPORTED_LOCATION ${${id}_LIBRARY}
        INTERFACE_INCLUDE_DIRECTORIES ${${id}_INCLUDE_DIR})
endfunction()

parley_find(CSV::CSV csv.h csv libcsv-dev)
parley_find(Liblinear::Liblinear linear.h linear liblinear-dev)
# Debian has libsvm/svm.h, upstream svm.h.
find_path(svm_header_dir NAMES libsvm/svm.h svm.h)
mark_as_advanced(svm_header_dir)
if(svm_header_dir AND EXISTS ${svm_header_dir}/libsvm/svm.h)
    parley_find(SVM::SVM libsvm/svm.h svm libsvm-dev)
else()
    parley_find(SVM::SVM svm.h svm libsvm-dev)
endif()
