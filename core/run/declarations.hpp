// What an author says of a parameter beside its name and sentence, one struct a kind.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/run/param.hpp"

namespace thalweg {

struct RealSpec {
  double lo = 0, hi = 1;
  double min = std::numeric_limits<double>::quiet_NaN();  // NaN: lo
  double max = std::numeric_limits<double>::quiet_NaN();  // NaN: hi
  bool log = false;
  When when = When::restart;
  Scope scope = Scope::problem;
  std::string method;
  bool key = false, more = false;
  std::function<bool(const Settings&)> applies;
  std::string unit, was;
  std::string reciprocal;  // what 1/value is called, where people think in it
  std::string now;         // name of the contender's sentence about it
  double probe_hi = std::numeric_limits<double>::quiet_NaN();
};
using CountSpec = RealSpec;

struct FlagSpec {
  When when = When::restart;
  Scope scope = Scope::problem;
  std::string method;
  bool key = false, more = false;
  std::function<bool(const Settings&)> applies;
  std::string was;
};

struct ChoiceSpec {
  /// Value and label, in the order of the enumeration.
  std::vector<std::pair<std::string, std::string>> choices;
  When when = When::restart;
  Scope scope = Scope::problem;
  std::string method;
  bool key = false, more = false;
  std::function<bool(const Settings&)> applies;
  std::string was;
};

struct PointSpec {
  double lo = -1, hi = 1;  // both coordinates
  When when = When::live;
  Scope scope = Scope::problem;
  std::string drag;
};

struct TextSpec {
  /// Throws BadInput, whose `where` says which column cannot be read.
  std::function<void(const std::string&)> check;
  /// Told what a person typed, here or as --set; never what a session holds.
  std::function<void(const std::string&)> typed;
  When when = When::restart;
  Scope scope = Scope::problem;
  std::string method;
  bool key = false, more = false;
  std::function<bool(const Settings&)> applies;
  std::string was;
};

}  // namespace thalweg
