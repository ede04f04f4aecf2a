// Memory, plans and the incremental evaluation.
#include "core/autodiff/evaluator.hpp"

#include <algorithm>

#include "core/autodiff/fuse.hpp"
#include "core/autodiff/kernels.hpp"
#include "core/base/error.hpp"

namespace thalweg::autodiff {
namespace {

constexpr Index line = 64;  // bytes to which every tensor is aligned

template <class T>
Index padded(Index count) {
  constexpr Index step = line / static_cast<Index>(sizeof(T));
  return (count + step - 1) / step * step;
}

}  // namespace

template <class T>
Evaluator<T>::Evaluator(std::span<const Node> outputs) {
  if (outputs.empty()) throw Internal("an evaluation of nothing");
  const Graph& graph = outputs[0].graph();
  Needed needed = needed_for(graph, outputs);
  place_.assign(static_cast<std::size_t>(graph.size()), -1);
  steps_.reserve(needed.ids.size());
  std::vector<Index> scratch;
  for (std::size_t i = 0; i < needed.ids.size(); ++i) {
    place_[static_cast<std::size_t>(needed.ids[i])] = static_cast<int>(i);
    Record record = std::move(needed.records[i]);
    scratch.push_back(record.operation->scratch ? record.operation->scratch(graph, record) : 0);
    for (int& argument : record.arguments) argument = place_[static_cast<std::size_t>(argument)];
    steps_.push_back({std::move(record), {}, 0});
  }
  lay_out(scratch, outputs);
  for (const Node& output : outputs) {
    const int place = place_[static_cast<std::size_t>(output.id())];
    outputs_.push_back({output.id(), plan_of(static_cast<std::size_t>(place))});
  }
}

/// Whether each step may write over its first argument: it alone reads it, so that the two are
/// always computed together.
template <class T>
std::vector<char> Evaluator<T>::steps_in_place(std::span<const Node> outputs) const {
  std::vector<int> uses(steps_.size());
  for (const Node& output : outputs) {
    ++uses[static_cast<std::size_t>(place_[static_cast<std::size_t>(output.id())])];
  }
  for (const Step& step : steps_) {
    for (const int argument : step.record.arguments) ++uses[static_cast<std::size_t>(argument)];
  }
  std::vector<char> out;
  for (const Step& step : steps_) {
    const Operation& operation = *step.record.operation;
    if (!operation.in_place) {
      out.push_back(0);
      continue;
    }
    const auto from = static_cast<std::size_t>(step.record.arguments[0]);
    const Operation& source = *steps_[from].record.operation;
    out.push_back(uses[from] == 1 && !source.alias && &source != &input_operation &&
                  &source != &constant_operation);
  }
  return out;
}

template <class T>
void Evaluator<T>::lay_out(const std::vector<Index>& scratch, std::span<const Node> outputs) {
  Index end = 0;
  std::vector<Index> begin;
  const std::vector<char> in_place = steps_in_place(outputs);
  for (const Step& step : steps_) {
    if (in_place[begin.size()]) {
      begin.push_back(begin[static_cast<std::size_t>(step.record.arguments[0])]);
      continue;
    }
    begin.push_back(end);
    if (!step.record.operation->alias) end += padded<T>(step.record.shape.size());
  }
  const Index total = end + *std::max_element(scratch.begin(), scratch.end());
  bytes_ = static_cast<std::size_t>(std::max<Index>(total, 1)) * sizeof(T);
  memory_.reset(static_cast<T*>(allocate_memory(bytes_)));
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    Step& step = steps_[i];
    Call<T>& call = step.call;
    call.record = &step.record;
    call.out = memory_.get() + begin[i];
    call.scratch = memory_.get() + end;
    for (const int argument : step.record.arguments) {
      const Step& from = steps_[static_cast<std::size_t>(argument)];
      call.shapes.push_back(&from.record.shape);
      call.arguments.push_back(from.call.out);
    }
    if (step.record.operation->alias) {
      const auto source = static_cast<std::size_t>(step.record.arguments[0]);
      call.out = steps_[source].call.out + step.record.integers[0];
    }
    if (step.record.operation == &constant_operation) {
      std::transform(step.record.reals.begin(), step.record.reals.end(), call.out,
                     [](double value) { return static_cast<T>(value); });
      step.stamp = clock_;
    }
  }
}

template <class T>
std::vector<std::size_t> Evaluator<T>::plan_of(std::size_t last) const {
  std::vector<char> needed(last + 1);
  needed[last] = 1;
  std::vector<std::size_t> plan;
  for (std::size_t i = last + 1; i-- > 0;) {
    if (!needed[i]) continue;
    plan.push_back(i);
    for (const int argument : steps_[i].record.arguments) {
      needed[static_cast<std::size_t>(argument)] = 1;
    }
  }
  std::reverse(plan.begin(), plan.end());
  return plan;
}

template <class T>
template <class Other>
void Evaluator<T>::set_from(Node input, std::span<const Other> values) {
  if (static_cast<Index>(values.size()) != input.shape().size()) {
    throw Internal("an input of shape " + input.shape().text() + " is set to another size");
  }
  const auto id = static_cast<std::size_t>(input.id());
  if (id >= place_.size() || place_[id] < 0) return;
  Step& step = steps_[static_cast<std::size_t>(place_[id])];
  if (step.record.operation != &input_operation) throw Internal("only inputs can be set");
  Array<T> out(step.call.out, input.shape().size());
  const auto numbers = ConstArray<Other>(values.data(), out.size()).template cast<T>();
  if (step.stamp > 0 && (out == numbers).all()) return;
  out = numbers;
  step.stamp = ++clock_;
}

template <class T>
void Evaluator<T>::set(Node input, std::span<const float> values) {
  set_from(input, values);
}

template <class T>
void Evaluator<T>::set(Node input, std::span<const double> values) {
  set_from(input, values);
}

template <class T>
std::span<const T> Evaluator<T>::value(Node output) {
  const auto wanted = std::find_if(outputs_.begin(), outputs_.end(),
                                   [&](const Output& o) { return o.id == output.id(); });
  if (wanted == outputs_.end()) throw Internal("a node that is not one of the outputs");
  for (const std::size_t place : wanted->plan) {
    Step& step = steps_[place];
    if (step.record.operation == &input_operation && step.stamp == 0) {
      throw Internal("an input of shape " + step.record.shape.text() + " was never set");
    }
    std::uint64_t newest = step.stamp;
    for (const int argument : step.record.arguments) {
      newest = std::max(newest, steps_[static_cast<std::size_t>(argument)].stamp);
    }
    if (newest == step.stamp) continue;
    if (!step.record.operation->alias) step.record.operation->evaluate(step.call);
    step.stamp = newest;
  }
  const Step& step = steps_[wanted->plan.back()];
  return {step.call.out, static_cast<std::size_t>(step.record.shape.size())};
}

template class Evaluator<float>;
template class Evaluator<double>;

}  // namespace thalweg::autodiff
