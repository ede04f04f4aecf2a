// Large blocks ask the kernel for large pages.
#include "core/base/memory.hpp"

#include <sys/mman.h>

#include <new>

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

}  // namespace thalweg
