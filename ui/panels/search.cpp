// What the catalogue's filter and the command palette find.
// No interface here: tested as lists.
#include "ui/panels/search.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <utility>

namespace thalweg::ui {
namespace {

/// What somebody types for letters that are not on the keyboard.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> spellings{
    {{"α", "alpha"}, {"β", "beta"},  {"γ", "gamma"}, {"δ", "delta"},  {"ε", "epsilon"},
     {"η", "eta"},   {"θ", "theta"}, {"κ", "kappa"}, {"λ", "lambda"}, {"μ", "mu"},
     {"ν", "nu"},    {"ρ", "rho"},   {"σ", "sigma"}, {"τ", "tau"},    {"φ", "phi"},
     {"ω", "omega"}, {"–", "-"},     {"‐", "-"},     {"‑", "-"},      {"−", "-"}}};

std::string family_title(const std::string& name) {
  std::string title = name;
  std::replace(title.begin(), title.end(), '_', ' ');
  if (!title.empty()) title[0] = static_cast<char>(std::toupper(title[0]));
  return title;
}

/// Moves "eta 800" into an entry for the parameter eta with the value 800.
void add_assignments(const std::vector<PaletteEntry>& all, const std::string& query,
                     std::vector<PaletteEntry>& found) {
  const std::size_t space = query.find_last_of(" =");
  if (space == std::string::npos || space + 1 >= query.size()) return;
  const std::string name = query.substr(0, query.find_last_not_of(" =", space) + 1);
  const std::size_t before = found.size();
  for (const PaletteEntry& entry : all) {
    if (entry.kind != PaletteEntry::Kind::parameter) continue;
    if (folded(entry.target) != folded(name) && !matches(name, entry.text)) continue;
    found.push_back(entry);
    found.back().value = query.substr(space + 1);
  }
  std::stable_partition(
      found.begin() + static_cast<std::ptrdiff_t>(before), found.end(),
      [&](const PaletteEntry& entry) { return folded(entry.target) == folded(name); });
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      out += static_cast<char>(std::tolower(byte));
      ++i;
      continue;
    }
    const auto same = [&](const auto& entry) { return text.substr(i).starts_with(entry.first); };
    const auto spelled = std::find_if(spellings.begin(), spellings.end(), same);
    if (spelled == spellings.end()) {
      out += text[i++];
    } else {
      out += spelled->second;
      i += spelled->first.size();
    }
  }
  return out;
}

bool matches(std::string_view query, std::string_view text) {
  const std::string hay = folded(text);
  std::istringstream words{folded(query)};
  for (std::string word; words >> word;) {
    if (hay.find(word) == std::string::npos) return false;
  }
  return true;
}

bool matches(std::string_view query, const Experiment& experiment) {
  std::string text = experiment.title + " " + experiment.question + " " + experiment.paper + " " +
                     experiment.authors + " " + experiment.id();
  for (const std::string& tag : experiment.tags) text += " " + tag;
  for (const Method& method : experiment.contenders) text += " " + method.name;
  return matches(query, text);
}

std::vector<Family> families(const std::vector<Experiment>& all, std::string_view query) {
  std::vector<Family> found;
  for (const Experiment& experiment : all) {
    if (!matches(query, experiment)) continue;
    const auto same = [&](const Family& f) { return f.name == experiment.family; };
    auto at = std::find_if(found.begin(), found.end(), same);
    if (at == found.end()) {
      found.push_back({experiment.family, family_title(experiment.family), {}});
      at = found.end() - 1;
    }
    at->members.push_back(&experiment);
  }
  const auto by_title = [](const auto& a, const auto& b) { return a.title < b.title; };
  for (Family& family : found) {
    std::sort(family.members.begin(), family.members.end(),
              [&](const Experiment* a, const Experiment* b) { return by_title(*a, *b); });
  }
  std::sort(found.begin(), found.end(), by_title);
  return found;
}

std::vector<const Experiment*> start_here(const std::vector<Experiment>& all,
                                          std::string_view query) {
  std::vector<const Experiment*> tagged, others;
  for (const Experiment& experiment : all) {
    const auto& tags = experiment.tags;
    const bool start = std::find(tags.begin(), tags.end(), "start") != tags.end();
    (start ? tagged : others).push_back(&experiment);
  }
  tagged.insert(tagged.end(), others.begin(), others.end());
  tagged.resize(std::min<std::size_t>(tagged.size(), 6));
  std::erase_if(tagged, [&](const Experiment* e) { return !matches(query, *e); });
  return tagged;
}

std::vector<PaletteEntry> find_entries(const std::vector<PaletteEntry>& all,
                                       const std::string& query, std::size_t most) {
  std::vector<PaletteEntry> found;
  const std::string start = folded(query);
  const auto starts = [&](const PaletteEntry& entry) {
    return folded(entry.text).starts_with(start) || folded(entry.target) == start;
  };
  for (const bool first : {true, false}) {
    // What is called like the query comes before "set the parameter 'point' to 'clouds'".
    if (!first) add_assignments(all, query, found);
    for (const PaletteEntry& entry : all) {
      const bool fits = matches(query, entry.text + " " + entry.target + " " + entry.hint);
      if (fits && starts(entry) == first) found.push_back(entry);
    }
  }
  if (found.size() > most) found.resize(most);
  return found;
}

}  // namespace thalweg::ui
