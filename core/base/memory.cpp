// Large blocks ask the kernel for large pages.
#include "core/base/memory.hpp"

#include <sys/mman.h>

#include <fstream>
#include <limits>
#include <new>
#include <string>

namespace thalweg {

void* allocate_memory(std::size_t bytes) {
  constexpr std::size_t line = 64, page = std::size_t{1} << 21;
  const bool large = bytes >= 2 * page;
  const std::size_t unit = large ? page : line;
  void* const out = std::aligned_alloc(unit, (bytes + unit - 1) / unit * unit);
  if (!out) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
  if (large) ::madvise(out, bytes, MADV_HUGEPAGE);  // a wish; without it everything works as well
#endif
  return out;
}

double available_memory() {
  std::ifstream file("/proc/meminfo");
  std::string name, unit;
  for (double amount = 0; file >> name >> amount && std::getline(file, unit);) {
    if (name == "MemAvailable:") return 1024 * amount;
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace thalweg
