// What a person can put in by hand or by file, beside parameters.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/frame/frame.hpp"
#include "core/run/param.hpp"

namespace thalweg {

/// A declared slot. Its present content is shown by the problem under the same data name.
struct InputSpec {
  enum class Kind { points, matrix, masses, image };
  std::string name, label, doc;
  Kind kind = Kind::points;
  When when = When::live;
  /// Title of the view on which points are dragged, added and deleted, or masses (shown there as
  /// CurveData) painted; empty = by file only.
  std::string drag;
  /// Settings that giving this input implies, for example {{"problem", "own"}}.
  Settings implies;
};

/// Given contents by slot: points as PointsData, matrix as MatrixData, masses as CurveData (y),
/// images as ImagesData. An absent slot means the problem's own default.
class Inputs {
 public:
  void set(std::string name, BufferPtr content) {
    slots_.insert_or_assign(std::move(name), std::move(content));
  }
  void clear(std::string_view name);
  bool has(std::string_view name) const { return slots_.find(name) != slots_.end(); }
  /// Null when the slot is empty; BadInput when it holds another kind of data.
  template <class Data>
  const Data* get(std::string_view name) const {
    const Buffer* content = find(name);
    if (!content) return nullptr;
    const Data* data = std::get_if<Data>(content);
    if (!data) wrong_kind(name, *content);
    return data;
  }
  const std::map<std::string, BufferPtr, std::less<>>& slots() const { return slots_; }

 private:
  const Buffer* find(std::string_view name) const;
  [[noreturn]] static void wrong_kind(std::string_view name, const Buffer& content);
  std::map<std::string, BufferPtr, std::less<>> slots_;
};

}  // namespace thalweg
