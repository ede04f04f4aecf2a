# Writes assets/colormaps/*.csv (256 rows r,g,b) as one C++ table: cmake -DIN=dir -DOUT=file -P …
file(GLOB maps LIST_DIRECTORIES false "${IN}/*.csv")
list(SORT maps)
set(body "")
set(count 0)
foreach(map ${maps})
  get_filename_component(name ${map} NAME_WE)
  file(STRINGS ${map} rows)
  list(LENGTH rows length)
  if(NOT length EQUAL 256)
    message(FATAL_ERROR "${map} has ${length} rows, expected 256")
  endif()
  string(REGEX REPLACE "([0-9]+),([0-9]+),([0-9]+)" "{\\1,\\2,\\3}" rows "${rows}")
  string(REPLACE ";" "," rows "${rows}")
  string(APPEND body "{\"${name}\", {{${rows}}}},\n")
  math(EXPR count "${count}+1")
endforeach()
file(WRITE ${OUT}.new "// Written from assets/colormaps.\n#include <array>\n#include <cstddef>\n#include <cstdint>\n
namespace thalweg {
struct NamedColourMap {
  const char* name;
  std::array<std::array<std::uint8_t, 3>, 256> rows;
};
extern const NamedColourMap colour_map_table[];
extern const std::size_t colour_map_count;
const NamedColourMap colour_map_table[] = {\n${body}};
const std::size_t colour_map_count = ${count};
}\n")
file(RENAME ${OUT}.new ${OUT})
