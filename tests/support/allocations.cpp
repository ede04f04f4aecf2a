// Replaces the global operator new by one that counts.
#include "tests/support/allocations.hpp"

#ifndef __SANITIZE_ADDRESS__

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

thread_local long made = 0;

void* counted(std::size_t bytes, std::size_t alignment) {
  ++made;
  const std::size_t padded = (bytes + alignment - 1) / alignment * alignment;
  void* const memory = std::aligned_alloc(alignment, std::max(padded, alignment));
  if (!memory) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes, 16); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

long thalweg::test::allocations() { return made; }

#else

long thalweg::test::allocations() { return 0; }

#endif
