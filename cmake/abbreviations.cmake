# Turns lib/abbreviations.txt into the C table that lib/abbreviations.c includes.
#
# Included, it gives parley_add_abbreviations(target), which has the table made when parley is built.
# It then runs itself as a script:
#
#   cmake -D INPUT=lib/abbreviations.txt -D OUTPUT=abbreviations_table.h -P cmake/abbreviations.cmake
#
# The words come out folded to small letters and sorted by bytes, each once, with the classes it has
# in any spelling and those it has only with a capital.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(PARLEY_ABBREVIATIONS_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

  function(parley_add_abbreviations target)
    set(words "${PROJECT_SOURCE_DIR}/lib/abbreviations.txt")
    set(table "${PROJECT_BINARY_DIR}/generated/abbreviations_table.h")
    add_custom_command(
      OUTPUT "${table}"
      COMMAND ${CMAKE_COMMAND} -D "INPUT=${words}" -D "OUTPUT=${table}" -P
              "${PARLEY_ABBREVIATIONS_SCRIPT}"
      DEPENDS "${words}" "${PARLEY_ABBREVIATIONS_SCRIPT}"
      COMMENT "Making the table of abbreviations"
      VERBATIM)
    target_sources(${target} PRIVATE "${table}")
    target_include_directories(${target} PRIVATE "${PROJECT_BINARY_DIR}/generated")
  endfunction()

  return()
endif()

cmake_minimum_required(VERSION 3.21)

file(STRINGS "${INPUT}" lines ENCODING UTF-8)
set(class end)
set(words "")
foreach(line IN LISTS lines)
  string(REGEX REPLACE "#.*" "" line "${line}")
  string(STRIP "${line}" line)
  if(line MATCHES "^\\[([a-z]+)\\]$")
    set(class "${CMAKE_MATCH_1}")
    continue()
  endif()
  string(REGEX REPLACE "[ \t]+" ";" line "${line}")
  foreach(word IN LISTS line)
    string(REGEX REPLACE "\\.$" "" word "${word}")
    string(TOLOWER "${word}" folded)
    if(folded STREQUAL word)
      set(spelling any)
    else()
      set(spelling capital)
    endif()
    string(TOUPPER "${class}" upper)
    list(APPEND words "${folded}")
    list(APPEND ${spelling}_${folded} "WORD_${upper}")
  endforeach()
endforeach()
list(REMOVE_DUPLICATES words)
list(SORT words COMPARE STRING CASE SENSITIVE)

set(text "/* Made by cmake/abbreviations.cmake from lib/abbreviations.txt. */\n")
string(APPEND text "static const word_entry built_in_words[] = {\n")
foreach(word IN LISTS words)
  foreach(spelling any capital)
    set(${spelling} "${${spelling}_${word}}")
    list(REMOVE_DUPLICATES ${spelling})
    list(JOIN ${spelling} " | " ${spelling})
    if(NOT ${spelling})
      set(${spelling} 0)
    endif()
  endforeach()
  string(APPEND text "    {\"${word}\", sizeof \"${word}\" - 1, ${any}, ${capital}},\n")
endforeach()
string(APPEND text "};\n")
file(WRITE "${OUTPUT}" "${text}")
