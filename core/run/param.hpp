// Parameters as every consumer sees them: inspector, command line, session file, pages, validation.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace thalweg {

using ParamPoint = std::array<double, 2>;
using ParamValue = std::variant<bool, std::int64_t, double, std::string, ParamPoint>;
/// Values by name; only what differs from defaults and presets.
using Settings = std::map<std::string, ParamValue, std::less<>>;
/// A field of an author's struct that holds any number of numbers.
using NamedNumbers = std::map<std::string, double, std::less<>>;

/// Live: applied at the next step boundary. Restart: poses a new run. View: never reaches a solver.
enum class When { live, restart, view };
/// Problem: shared by all, part of what is solved. Shared: solver settings common to all.
/// Contender: belongs to one method.
enum class Scope { problem, shared, contender };
enum class ParamKind { real, count, flag, choice, point, seed, text };

struct ParamSpec {
  std::string name, label, unit, doc;
  ParamKind kind = ParamKind::real;
  When when = When::restart;
  Scope scope = Scope::problem;
  /// For Scope::contender: the method's key.
  std::string method;
  /// Ends of the slider; typed values may go beyond, to `min` and `max`.
  double lo = 0, hi = 1;
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool logarithmic = false;
  /// For choices: value and label.
  std::vector<std::pair<std::string, std::string>> choices;
  /// For texts: throws BadInput, whose `where` says which column cannot be read.
  std::function<void(const std::string&)> check;
  /// For texts: told what a person typed, as against what a session holds.
  std::function<void(const std::string&)> typed;
  /// Shown first in front of a class · folded under 'More'.
  bool key = false, more = false;
  /// What 1/value is called where people think in it ("Regularisation ε = 1/η"); empty = nowhere.
  std::string reciprocal;
  /// Name of a sentence (a table of one cell) in which a contender says what the value means at the
  /// shown moment: "Now 6 000 of 160 000 …"; see now_text(). Empty = none.
  std::string now;
  /// For points: the title of the view on which it is dragged.
  std::string drag;
  /// Former name, accepted in sessions.
  std::string was;
  /// Largest value that the conformance tests try (NaN: `hi`).
  double probe_hi = std::numeric_limits<double>::quiet_NaN();
  /// Whether the parameter has an effect in a given setting; empty = always.
  std::function<bool(const Settings&)> applies;
  ParamValue fallback;
  /// Access to the field of the author's parameter struct.
  std::function<ParamValue(const void*)> get;
  std::function<void(void*, const ParamValue&)> set;

  /// What a person types behind "contender.": the name without the "method." that a setting of one
  /// method may begin with.
  std::string_view own_name() const;
};

/// A relation between parameters, with the sentence that says it.
struct ParamRule {
  std::string text;
  std::function<bool(const void*)> holds;
};

/// A choice's value that brings its own defaults for other parameters.
struct ParamPreset {
  std::string choice, value;
  Settings sets;
};

/// The declared parameters of one experiment.
class ParamSchema {
 public:
  std::vector<ParamSpec> specs;
  std::vector<ParamRule> rules;
  std::vector<ParamPreset> presets;

  const ParamSpec* find(std::string_view name) const;
  /// The spec of that name; BadInput with the nearest names otherwise.
  const ParamSpec& at(std::string_view name) const;
  /// What `name` means for a contender of `method`: its own setting "method.name" where there is
  /// one, else at(name).
  const ParamSpec& at(std::string_view name, std::string_view method) const;
  /// Defaults, then the presets of the chosen values, then `settings`. BadInput for unknown names
  /// or values outside what the method allows.
  Settings resolve(const Settings& settings) const;
  /// The value that `settings` give to `name` after presets and defaults.
  ParamValue value(const Settings& settings, std::string_view name) const;
  /// The value without the person's own setting of it: default or preset.
  ParamValue default_value(const Settings& settings, std::string_view name) const;
  /// Converts and checks one value: numbers to the kind's type, texts parsed, range enforced.
  ParamValue accept(const ParamSpec& spec, const ParamValue& value) const;
  /// Reads a value as a person types it: "1e3", "true", "random", "0.5,1.2".
  ParamValue parse(const ParamSpec& spec, const std::string& text) const;
  /// Writes resolved settings into the author's struct and checks the rules.
  void fill(const Settings& resolved, void* params) const;
  /// Changes when a name, kind, default or range changes.
  std::uint64_t hash() const;
};

/// A value as a person would type it.
std::string value_text(const ParamValue& value);

}  // namespace thalweg
