# How every part of parley is compiled: warnings and sanitizers.
add_library(parley_options INTERFACE)
target_compile_options(parley_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes
    -Wmissing-prototypes -Wvla $<$<BOOL:${PARLEY_WERROR}>:-Werror>)
if(PARLEY_SANITIZE OR PARLEY_FUZZ)
    set(checks address,undefined)
    if(PARLEY_FUZZ)
        string(APPEND checks ,fuzzer-no-link)
    endif()
    target_compile_options(parley_options INTERFACE
        -fsanitize=${checks} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(parley_options INTERFACE -fsanitize=${checks})
endif()
# Only so that the static library hands it on; it holds no code.
install(TARGETS parley_options EXPORT parley-targets)
