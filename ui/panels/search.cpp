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

/// Text for comparing, and for each of its bytes where it came from.
struct Folded {
  std::string text;
  std::vector<std::size_t> from;
};

Folded fold(std::string_view text) {
  Folded out;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto same = [&](const auto& entry) { return text.substr(i).starts_with(entry.first); };
    const auto spelled =
        byte < 0x80 ? spellings.end() : std::find_if(spellings.begin(), spellings.end(), same);
    std::size_t length = 1;
    if (spelled != spellings.end()) {
      out.text += spelled->second;
      length = spelled->first.size();
    } else {
      out.text += byte < 0x80 ? static_cast<char>(std::tolower(byte)) : text[i];
    }
    out.from.resize(out.text.size(), i);
    i += length;
  }
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream stream{folded(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// 1 for equal words, 0 for words with nothing in common: by the edits that turn one into the
/// other; the beginning of a word counts as half of it at least.
double likeness(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  const double same =
      1 - static_cast<double>(row[b.size()]) / static_cast<double>(std::max(a.size(), b.size()));
  return b.starts_with(a) ? std::max(0.5, same) : same;
}

/// Everything that the filter looks into, by the name of its kind.
std::vector<std::pair<const char*, std::string>> fields(const Experiment& experiment) {
  std::vector<std::pair<const char*, std::string>> all{{"", experiment.title},
                                                       {"question", experiment.question},
                                                       {"paper", experiment.paper},
                                                       {"author", experiment.authors},
                                                       {"", experiment.id()}};
  for (const std::string& tag : experiment.tags) all.emplace_back("tag", tag);
  for (const Method& method : experiment.contenders) all.emplace_back("method", method.name);
  return all;
}

std::string family_title(const std::string& name) {
  std::string title = name;
  std::replace(title.begin(), title.end(), '_', ' ');
  if (!title.empty()) title[0] = static_cast<char>(std::toupper(title[0]));
  return title;
}

/// What an entry is called by: its name, the last part of "sns.kappa", its other words.
bool is_called(const PaletteEntry& entry, const std::string& name) {
  const std::string target = folded(entry.target);
  const std::size_t dot = target.rfind('.');
  if (folded(entry.text) == name || target == name) return true;
  if (dot != std::string::npos && target.substr(dot + 1) == name) return true;
  const std::vector<std::string> also = words_of(entry.also);
  return std::find(also.begin(), also.end(), name) != also.end();
}

bool words_begin(const std::string& text, const std::vector<std::string>& query) {
  std::string spaced = " " + text;
  std::replace(spaced.begin(), spaced.end(), '-', ' ');
  return std::all_of(query.begin(), query.end(), [&](std::string word) {
    std::replace(word.begin(), word.end(), '-', ' ');
    return spaced.find(" " + word) != std::string::npos;
  });
}

/// How well an entry fits, 0 best; −1 when it does not.
int rank_of(const PaletteEntry& entry, const std::string& query) {
  const std::string text = folded(entry.text);
  const std::string all = text + " " + folded(entry.also) + " " + folded(entry.target);
  if (!matches(query, all + " " + entry.hint)) return -1;
  if (is_called(entry, query)) return 0;
  if (text.starts_with(query)) return 2;
  return words_begin(all, words_of(query)) ? 3 : 4;
}

/// "eta 800" as the entries that take a value and are called so, then those that fit the name.
void add_valued(const std::vector<PaletteEntry>& all, const std::string& query,
                std::vector<std::pair<int, PaletteEntry>>& found) {
  const std::size_t space = query.find_last_of(" =");
  if (space == std::string::npos || space + 1 >= query.size()) return;
  const std::string name = folded(query.substr(0, query.find_last_not_of(" =", space) + 1));
  for (PaletteEntry entry : all) {
    if (!entry.valued) continue;
    const bool called = is_called(entry, name);
    if (!called && !words_begin(folded(entry.text), words_of(name))) continue;
    entry.value = query.substr(space + 1);
    found.emplace_back(called ? 0 : 1, std::move(entry));
  }
}

}  // namespace

std::string folded(std::string_view text) { return fold(text).text; }

bool matches(std::string_view query, std::string_view text) {
  const std::string hay = folded(text);
  const std::vector<std::string> words = words_of(query);
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return hay.find(word) != std::string::npos; });
}

bool matches(std::string_view query, const Experiment& experiment) {
  std::string text;
  for (const auto& [name, field] : fields(experiment)) text += field + " ";
  return matches(query, text);
}

std::string matched_in(std::string_view query, const Experiment& experiment) {
  for (const std::string& word : words_of(query)) {
    if (matches(word, experiment.title)) continue;
    for (const auto& [name, field] : fields(experiment)) {
      if (matches(word, field)) return name;
    }
  }
  return {};
}

std::vector<Piece> pieces(std::string_view query, std::string_view text) {
  const Folded hay = fold(text);
  std::vector<bool> found(text.size(), false);
  const auto mark = [&](std::size_t at, std::size_t length) {
    const std::size_t end = at + length < hay.from.size() ? hay.from[at + length] : text.size();
    // Half of what a letter is spelled like still is that letter.
    const std::size_t first = hay.from[at], last = std::max(end, first + 1);
    std::fill(found.begin() + static_cast<std::ptrdiff_t>(first),
              found.begin() + static_cast<std::ptrdiff_t>(last), true);
  };
  for (const std::string& word : words_of(query)) {
    for (std::size_t at = hay.text.find(word); at != std::string::npos;
         at = hay.text.find(word, at + 1)) {
      mark(at, word.size());
    }
  }
  std::vector<Piece> cut;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool inside = (static_cast<unsigned char>(text[i]) & 0xc0) == 0x80;
    if (cut.empty() || (!inside && cut.back().found != found[i])) cut.push_back({{}, found[i]});
    cut.back().text += text[i];
  }
  return cut;
}

std::vector<const Experiment*> nearest_experiments(const std::vector<Experiment>& all,
                                                   std::string_view query, std::size_t most) {
  const std::vector<std::string> asked = words_of(query);
  std::vector<std::pair<double, const Experiment*>> ranked;
  for (const Experiment& experiment : all) {
    std::string text;
    for (const auto& [name, field] : fields(experiment)) text += field + " ";
    std::replace(text.begin(), text.end(), '-', ' ');
    const std::vector<std::string> words = words_of(text);
    double sum = 0;
    for (const std::string& word : asked) {
      double best = 0;
      for (const std::string& other : words) best = std::max(best, likeness(word, other));
      sum += best;
    }
    ranked.emplace_back(-sum, &experiment);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const Experiment*> nearest;
  for (std::size_t i = 0; i < std::min(most, ranked.size()); ++i) {
    nearest.push_back(ranked[i].second);
  }
  return nearest;
}

std::vector<const Experiment*> listed(const std::vector<Experiment>& all,
                                      const std::vector<std::string>& ids, std::string_view query) {
  std::vector<const Experiment*> found;
  for (const std::string& id : ids) {
    for (const Experiment& experiment : all) {
      if (experiment.id() == id && matches(query, experiment)) found.push_back(&experiment);
    }
  }
  return found;
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
  std::vector<std::pair<int, PaletteEntry>> ranked;
  add_valued(all, query, ranked);
  const std::string words = folded(query.substr(0, query.find_last_not_of(' ') + 1));
  for (const PaletteEntry& entry : all) {
    const int rank = rank_of(entry, words);
    if (rank >= 0) ranked.emplace_back(rank, entry);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<PaletteEntry> found;
  for (std::size_t i = 0; i < std::min(most, ranked.size()); ++i) {
    found.push_back(std::move(ranked[i].second));
  }
  return found;
}

}  // namespace thalweg::ui
