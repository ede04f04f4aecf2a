// Memory for many numbers.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>

namespace thalweg {

struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};
/// Numbers that were never constructed: T is a plain number.
template <class T>
using NumberMemory = std::unique_ptr<T, FreeMemory>;

/// Unset memory of at least `bytes`, at a multiple of 64 bytes; from 4 MiB on in large pages where
/// the system has them, since the look-ups of many small ones cost a twentieth of an evaluation.
/// Throws std::bad_alloc.
void* allocate_memory(std::size_t bytes);

/// Bytes that programs may still take without swapping; infinite where the system does not tell.
double available_memory();

}  // namespace thalweg
