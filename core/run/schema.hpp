// How an experiment declares its parameters: one line a field of a plain struct.
#pragma once

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "core/run/declarations.hpp"

namespace thalweg {

/// What every declaration says: the name (command line, sessions), the struct's field, the label in
/// the inspector and the sentence that explains it.
template <class P, class T>
struct Declared {
  std::string name;
  T P::*field;
  std::string label, doc;
};

/// Collects the declarations of the struct P. Every field must be declared.
template <class P>
class Schema {
 public:
  void real(std::string name, double P::*field, std::string label, std::string doc,
            const RealSpec& given) {
    add<double>(
        {std::move(name), field, std::move(label), std::move(doc)}, ParamKind::real, range(given),
        [](double v) { return ParamValue(v); },
        [](const ParamValue& v) { return std::get<double>(v); });
  }
  void count(std::string name, int P::*field, std::string label, std::string doc,
             const CountSpec& given) {
    add<int>(
        {std::move(name), field, std::move(label), std::move(doc)}, ParamKind::count, range(given),
        [](int v) { return ParamValue(static_cast<std::int64_t>(v)); },
        [](const ParamValue& v) { return static_cast<int>(std::get<std::int64_t>(v)); });
  }
  void seed(std::string name, std::int64_t P::*field, std::string label, std::string doc,
            CountSpec given) {
    given.max = 9.0e15;
    add<std::int64_t>(
        {std::move(name), field, std::move(label), std::move(doc)}, ParamKind::seed, range(given),
        [](std::int64_t v) { return ParamValue(v); },
        [](const ParamValue& v) { return std::get<std::int64_t>(v); });
  }
  void flag(std::string name, bool P::*field, std::string label, std::string doc,
            const FlagSpec& given) {
    add<bool>(
        {std::move(name), field, std::move(label), std::move(doc)}, ParamKind::flag, common(given),
        [](bool v) { return ParamValue(v); },
        [](const ParamValue& v) { return std::get<bool>(v); });
  }
  template <class E>
  requires std::is_enum_v<E>
  void choice(std::string name, E P::*field, std::string label, std::string doc,
              const ChoiceSpec& given) {
    ParamSpec spec = common(given);
    const auto choices = spec.choices = given.choices;
    add<E>(
        {std::move(name), field, std::move(label), std::move(doc)}, ParamKind::choice,
        std::move(spec),
        [choices](E e) { return ParamValue(choices.at(static_cast<std::size_t>(e)).first); },
        [choices](const ParamValue& v) { return static_cast<E>(position(choices, v)); });
  }
  void point(std::string name, ParamPoint P::*field, std::string label, std::string doc,
             const PointSpec& given) {
    ParamSpec spec;
    spec.when = given.when, spec.scope = given.scope, spec.drag = given.drag;
    spec.lo = spec.min = given.lo, spec.hi = spec.max = given.hi;
    add<ParamPoint>(
        {std::move(name), field, std::move(label), std::move(doc)}, ParamKind::point,
        std::move(spec), [](ParamPoint v) { return ParamValue(v); },
        [](const ParamValue& v) { return std::get<ParamPoint>(v); });
  }
  void text(std::string name, std::string P::*field, std::string label, std::string doc,
            const TextSpec& given) {
    ParamSpec spec = common(given);
    spec.check = given.check, spec.typed = given.typed;
    add<std::string>(
        {std::move(name), field, std::move(label), std::move(doc)}, ParamKind::text,
        std::move(spec), [](const std::string& v) { return ParamValue(v); },
        [](const ParamValue& v) { return std::get<std::string>(v); });
  }
  /// One number of a field that holds a table of them by `name`; any number of them for one field.
  /// `whole` numbers are counts.
  void entry(std::string name, NamedNumbers P::*field, std::string label, std::string doc,
             double fallback, const RealSpec& given, bool whole = false) {
    ParamSpec spec = range(given);
    spec.name = std::move(name), spec.label = std::move(label), spec.doc = std::move(doc);
    spec.kind = whole ? ParamKind::count : ParamKind::real;
    const auto value = [whole](double v) {
      return whole ? ParamValue(static_cast<std::int64_t>(v)) : ParamValue(v);
    };
    spec.fallback = value(fallback);
    spec.get = [field, value, key = spec.name](const void* p) {
      const NamedNumbers& numbers = static_cast<const P*>(p)->*field;
      return value(numbers.at(key));
    };
    spec.set = [field, key = spec.name](void* p, const ParamValue& v) {
      const auto* count = std::get_if<std::int64_t>(&v);
      (static_cast<P*>(p)->*field)[key] = count ? static_cast<double>(*count) : std::get<double>(v);
    };
    if (std::find(tables_.begin(), tables_.end(), field) == tables_.end()) {
      tables_.push_back(field), ++fields_;
    }
    schema_.specs.push_back(std::move(spec));
  }
  /// Fields that are declared.
  std::size_t fields() const { return fields_; }
  void rule(std::string text, bool (*holds)(const P&)) {
    schema_.rules.push_back(
        {std::move(text), [holds](const void* p) { return holds(*static_cast<const P*>(p)); }});
  }
  /// Choosing `value` of the choice gives others new defaults, unless changed by hand.
  void preset(std::string choice, std::string value, Settings sets) {
    schema_.presets.push_back({std::move(choice), std::move(value), std::move(sets)});
  }

  ParamSchema take() && { return std::move(schema_); }

 private:
  template <class Given>
  static ParamSpec common(const Given& given) {
    ParamSpec spec;
    spec.when = given.when;
    spec.scope = given.method.empty() ? given.scope : Scope::contender;
    spec.method = given.method, spec.key = given.key, spec.more = given.more;
    spec.applies = given.applies, spec.was = given.was;
    return spec;
  }
  static ParamSpec range(const RealSpec& given) {
    ParamSpec spec = common(given);
    spec.unit = given.unit, spec.reciprocal = given.reciprocal, spec.now = given.now;
    spec.lo = given.lo, spec.hi = given.hi, spec.logarithmic = given.log;
    spec.min = std::isnan(given.min) ? given.lo : given.min;
    spec.max = std::isnan(given.max) ? given.hi : given.max;
    spec.probe_hi = std::isnan(given.probe_hi) ? given.hi : given.probe_hi;
    return spec;
  }
  template <class T, class To, class From>
  void add(Declared<P, T> declared, ParamKind kind, ParamSpec spec, To to, From from) {
    const auto field = declared.field;
    spec.name = std::move(declared.name), spec.label = std::move(declared.label);
    spec.doc = std::move(declared.doc), spec.kind = kind;
    spec.fallback = to(P{}.*field);
    spec.get = [field, to](const void* p) { return to(static_cast<const P*>(p)->*field); };
    spec.set = [field, from](void* p, const ParamValue& v) {
      static_cast<P*>(p)->*field = from(v);
    };
    schema_.specs.push_back(std::move(spec));
    ++fields_;
  }
  static std::size_t position(const std::vector<std::pair<std::string, std::string>>& choices,
                              const ParamValue& v) {
    std::size_t i = 0;
    while (i + 1 < choices.size() && choices[i].first != std::get<std::string>(v)) ++i;
    return i;
  }

  ParamSchema schema_;
  std::vector<NamedNumbers P::*> tables_;
  std::size_t fields_ = 0;
};

namespace detail {
struct AnyField {
  template <class T>
  constexpr operator T() const;  // never defined: only for counting fields
};
}  // namespace detail

/// Number of fields of an aggregate: the most initialisers it takes.
template <class P, class... Fields>
constexpr std::size_t field_count() {
  if constexpr (requires { P{Fields{}..., detail::AnyField{}}; }) {
    return field_count<P, Fields..., detail::AnyField>();
  } else {
    return sizeof...(Fields);
  }
}

}  // namespace thalweg
