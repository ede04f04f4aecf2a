// What the two halves of the session format, writing and reading, agree on.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/run/recording.hpp"

namespace thalweg::session_format {

constexpr std::int64_t version = 1;
constexpr std::string_view format = "thalweg session";
constexpr const char* manifest_name = "manifest.json";
/// States kept of one contender.
constexpr std::size_t most_keyframes = 8;

template <class E, std::size_t n>
using Names = std::array<std::pair<E, std::string_view>, n>;

constexpr Names<Condition, 9> conditions = {{{Condition::ready, "ready"},
                                             {Condition::progressing, "progressing"},
                                             {Condition::stalled, "stalled"},
                                             {Condition::floor, "floor"},
                                             {Condition::converged, "converged"},
                                             {Condition::exhausted, "exhausted"},
                                             {Condition::diverged, "diverged"},
                                             {Condition::failed, "failed"},
                                             {Condition::cancelled, "cancelled"}}};
constexpr Names<Event::Kind, 5> event_kinds = {{{Event::Kind::edit, "edit"},
                                                {Event::Kind::stage, "stage"},
                                                {Event::Kind::note, "note"},
                                                {Event::Kind::branch, "branch"},
                                                {Event::Kind::divergence, "divergence"}}};
constexpr Names<Edit::Kind, 5> edit_kinds = {{{Edit::Kind::setting, "setting"},
                                              {Edit::Kind::input, "input"},
                                              {Edit::Kind::add_contender, "add_contender"},
                                              {Edit::Kind::remove_contender, "remove_contender"},
                                              {Edit::Kind::rename_contender, "rename_contender"}}};
constexpr Names<Cure::Act, 5> cure_acts = {{{Cure::Act::set, "set"},
                                            {Cure::Act::add, "add"},
                                            {Cure::Act::branch, "branch"},
                                            {Cure::Act::inspect, "inspect"},
                                            {Cure::Act::explain, "explain"}}};

template <class E, std::size_t n>
constexpr std::string_view name_of(const Names<E, n>& names, E value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  return names[0].second;
}

}  // namespace thalweg::session_format
