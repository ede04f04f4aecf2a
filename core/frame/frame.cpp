// Looking up named numbers.
#include "core/frame/frame.hpp"

#include <algorithm>

namespace thalweg {

const Buffer* Frame::buffer(std::string_view name) const {
  const auto found = buffers.find(name);
  return found == buffers.end() ? nullptr : found->second.get();
}

const Trace* Frame::trace(std::string_view name) const {
  const auto found = traces.find(name);
  return found == traces.end() ? nullptr : &found->second;
}

std::optional<double> Frame::number(std::string_view name) const {
  if (const Buffer* found = buffer(name)) {
    if (const auto* scalar = std::get_if<ScalarData>(found)) return scalar->value;
  }
  const Trace* series = trace(name);
  if (!series || series->empty()) return std::nullopt;
  return series->back().value;
}

void FrameBuilder::put(std::string_view name, Buffer buffer) {
  put(name, std::make_shared<const Buffer>(std::move(buffer)));
}

void FrameBuilder::put(std::string_view name, BufferPtr buffer) {
  frame_.buffers.insert_or_assign(std::string(name), std::move(buffer));
}

const Competitor* FrameSet::contender(std::string_view key) const {
  const auto found = std::find_if(contenders.begin(), contenders.end(),
                                  [&](const Competitor& c) { return c.key == key; });
  return found == contenders.end() ? nullptr : &*found;
}

namespace {

/// Calls look(frame, local name) on the frames a name may mean, until one gives something.
template <class Look>
auto resolve(const FrameSet& set, std::string_view name, Look look)
    -> decltype(look(*set.focused()->frame, name)) {
  if (const auto dot = name.find('.'); dot != std::string_view::npos) {
    const std::string_view owner = name.substr(0, dot);
    const std::string_view local = name.substr(dot + 1);
    const Competitor* competitor = set.contender(owner);
    if (competitor && competitor->frame) return look(*competitor->frame, local);
    const auto other = set.others.find(owner);
    if (other != set.others.end() && other->second) return look(*other->second, local);
    return {};
  }
  if (const Competitor* focus = set.focused(); focus && focus->frame) {
    if (auto found = look(*focus->frame, name)) return found;
  }
  for (const auto& [key, frame] : set.others) {
    if (!frame) continue;
    if (auto found = look(*frame, name)) return found;
  }
  return {};
}

}  // namespace

const Buffer* FrameSet::buffer(std::string_view name) const {
  return resolve(*this, name, [](const Frame& f, std::string_view n) { return f.buffer(n); });
}

std::optional<double> FrameSet::number(std::string_view name) const {
  return resolve(*this, name, [](const Frame& f, std::string_view n) { return f.number(n); });
}

}  // namespace thalweg
