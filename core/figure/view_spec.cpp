// Short makers for declared views.
#include "core/figure/view_spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/base/text.hpp"
#include "core/figure/markup.hpp"

namespace thalweg {
namespace {

ViewSpec make(ViewKind kind, std::string title, std::vector<std::string> names) {
  ViewSpec spec;
  spec.kind = kind;
  spec.title = plain_label(title);
  spec.names = std::move(names);
  return spec;
}

}  // namespace

std::string ReadOut::text(double value) const {
  if (!std::isfinite(value)) return real_text(value);
  switch (format) {
    case Format::count:
      return std::abs(value) < 9e15 ? count_text(std::llround(value)) : real_text(value);
    case Format::percent:
      return fmt::format("{:.2f} %", value < 1 ? std::min(99.99, 100 * value) : 100 * value);
    case Format::real:
      break;
  }
  return real_text(value);
}

bool ViewSpec::shows_focus() const {
  if (kind == ViewKind::plane || kind == ViewKind::surface || kind == ViewKind::points)
    return false;
  for (const std::string& name : names) {
    if (name.find('.') == std::string::npos) return true;
  }
  return false;
}

namespace {

/// Calls put() for each character of a title's slug.
template <class Put>
void each_slug_character(std::string_view title, Put put) {
  bool begun = false, gap = false;
  for (const char c : title) {
    const auto byte = static_cast<unsigned char>(c);
    if (!std::isalnum(byte)) {
      gap = begun;
      continue;
    }
    if (gap) put('-');
    put(static_cast<char>(std::tolower(byte)));
    begun = true, gap = false;
  }
}

}  // namespace

std::string ViewSpec::id() const {
  std::string slug;
  each_slug_character(title, [&](char c) { slug += c; });
  return slug;
}

bool ViewSpec::is(std::string_view id) const {
  std::size_t count = 0;
  bool equal = true;
  each_slug_character(title, [&](char c) {
    equal = equal && count < id.size() && id[count] == c;
    ++count;
  });
  return equal && count == id.size();
}

std::string readable_name(const std::string& name) {
  const auto dot = name.find('.');
  std::string text = dot == std::string::npos ? name : name.substr(dot + 1);
  for (const std::string_view ending : {"_points", "_cloud", "_masses"}) {
    if (text.size() > ending.size() && text.ends_with(ending)) {
      text.resize(text.size() - ending.size());
      break;
    }
  }
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

ViewSpec trace(std::string title, std::string name) {
  return make(ViewKind::trace, std::move(title), {std::move(name)});
}
ViewSpec curve(std::string title, std::string name) {
  return make(ViewKind::curve, std::move(title), {std::move(name)});
}
ViewSpec heatmap(std::string title, std::string name) {
  return make(ViewKind::heatmap, std::move(title), {std::move(name)});
}
ViewSpec sparsity(std::string title, std::string name) {
  return make(ViewKind::sparsity, std::move(title), {std::move(name)});
}
ViewSpec displacement(std::string title, std::string name) {
  return make(ViewKind::displacement, std::move(title), {std::move(name)});
}
ViewSpec images(std::string title, std::string name) {
  return make(ViewKind::images, std::move(title), {std::move(name)});
}
ViewSpec points(std::string title, std::vector<std::string> names) {
  return make(ViewKind::points, std::move(title), std::move(names));
}
ViewSpec plane(std::string title, std::string field) {
  return make(ViewKind::plane, std::move(title), {std::move(field)});
}
ViewSpec surface(std::string title, std::string field) {
  return make(ViewKind::surface, std::move(title), {std::move(field)});
}
ViewSpec histogram(std::string title, std::string name) {
  return make(ViewKind::histogram, std::move(title), {std::move(name)});
}
ViewSpec bars(std::string title, std::string name) {
  return make(ViewKind::bars, std::move(title), {std::move(name)});
}
ViewSpec scatter(std::string title, std::vector<std::string> names) {
  return make(ViewKind::scatter, std::move(title), std::move(names));
}
ViewSpec vectors(std::string title, std::string name) {
  return make(ViewKind::vectors, std::move(title), {std::move(name)});
}
ViewSpec graph(std::string title, std::string name) {
  return make(ViewKind::graph, std::move(title), {std::move(name)});
}
ViewSpec parallel(std::string title, std::string name) {
  return make(ViewKind::parallel, std::move(title), {std::move(name)});
}
ViewSpec table(std::string title, std::string name) {
  return make(ViewKind::table, std::move(title), {std::move(name)});
}
ViewSpec space(std::string title, std::vector<std::string> names) {
  return make(ViewKind::space, std::move(title), std::move(names));
}

}  // namespace thalweg
