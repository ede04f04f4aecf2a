// What the catalogue's filter and the command palette find.
// No interface here: tested as lists.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/run/experiment.hpp"

namespace thalweg::ui {

/// Lower case (ASCII), Greek letters spelled out, every dash a hyphen; for comparing.
std::string folded(std::string_view text);
/// True when every word of `query` occurs in `text`, whatever the case.
bool matches(std::string_view query, std::string_view text);
/// True when the filter text fits title, question, method names, paper, authors, tags or id.
bool matches(std::string_view query, const Experiment& experiment);
/// Where an experiment matches, when that is not its title: "paper", "author", "tag", "method",
/// "question"; empty otherwise.
std::string matched_in(std::string_view query, const Experiment& experiment);

/// A part of a text, and whether the query occurs there.
struct Piece {
  std::string text;
  bool found = false;
};
/// `text` cut where the words of `query` occur, for emphasis.
std::vector<Piece> pieces(std::string_view query, std::string_view text);

/// The `most` experiments whose words come closest to those of `query`, best first.
std::vector<const Experiment*> nearest_experiments(const std::vector<Experiment>& all,
                                                   std::string_view query, std::size_t most = 3);
/// The experiments of these ids, in that order, that exist and fit `query`.
std::vector<const Experiment*> listed(const std::vector<Experiment>& all,
                                      const std::vector<std::string>& ids, std::string_view query);

/// Experiments of one family, in the order of their titles.
struct Family {
  std::string name, title;
  std::vector<const Experiment*> members;
};
/// The families that have a member fitting `query`, by title.
std::vector<Family> families(const std::vector<Experiment>& all, std::string_view query);
/// The first six experiments for somebody new: those tagged "start", else the first by title.
std::vector<const Experiment*> start_here(const std::vector<Experiment>& all,
                                          std::string_view query);

/// One line of the command palette.
struct PaletteEntry {
  enum class Kind { command, experiment, parameter, view, contender, run, look };
  Kind kind = Kind::command;
  /// What stands at the left, and at the right: a shortcut, a present value, a kind.
  std::string text, hint;
  /// Command, experiment id, parameter path, view id, "focus sns", index of a run, "theme light".
  std::string target;
  /// For what takes a value: the one typed after its name ("eta 800").
  std::string value;
  /// Other words it answers to.
  std::string also;
  /// Takes a value after its name.
  bool valued = false;
};
/// Entries that fit `query`, best first: called exactly so; with a value ("eta 800", "scale 150");
/// beginning with it; with a word beginning with it; containing it. `all` is kept in order
/// otherwise.
std::vector<PaletteEntry> find_entries(const std::vector<PaletteEntry>& all,
                                       const std::string& query, std::size_t most);

}  // namespace thalweg::ui
