// The themes, the contender palette and contrast.
#include "core/figure/theme.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"

namespace thalweg {
namespace {

constexpr Rgba hex(std::uint32_t code) {
  return {static_cast<std::uint8_t>(code >> 16), static_cast<std::uint8_t>((code >> 8) & 255),
          static_cast<std::uint8_t>(code & 255), 255};
}

double to_linear(std::uint8_t channel) {
  const double c = channel / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

/// Rounds down, so that a luminance bound still holds afterwards.
std::uint8_t to_channel(double linear) {
  const double c = linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
  return static_cast<std::uint8_t>(std::clamp(c * 255, 0.0, 255.0));
}

double luminance(Rgba c) {
  return 0.2126 * to_linear(c.r) + 0.7152 * to_linear(c.g) + 0.0722 * to_linear(c.b);
}

std::vector<Rgba> palette_on(Rgba background) {
  std::vector<Rgba> colours;
  for (const Rgba colour : contender_palette()) {
    colours.push_back(darkened_to(colour, background, 4.5));
  }
  return colours;
}

/// In the order of Role.
using Table = std::array<std::uint32_t, role_count>;

Theme make(std::string name, bool dark, const Table& codes, std::vector<Rgba> contenders) {
  Theme theme;
  theme.name = std::move(name);
  theme.dark = dark;
  std::transform(codes.begin(), codes.end(), theme.roles.begin(), hex);
  theme.contenders = std::move(contenders);
  return theme;
}

constexpr Table dark_codes{0x0e1116, 0x151a21, 0x1b212a, 0x262e39, 0xd9e0e8,
                           0x8693a2, 0x7e8b9a, 0xe8edf3, 0xe0b34c, 0xff6b6b};
constexpr Table light_codes{0xf6f7f9, 0xffffff, 0xeef1f5, 0xdde2e9, 0x1b222c,
                            0x5b6876, 0x626d7a, 0x1b222c, 0x8a6100, 0xc62828};
constexpr Table contrast_codes{0x000000, 0x000000, 0x14181d, 0x5a6673, 0xffffff,
                               0xd5dce4, 0xc3ccd6, 0xffffff, 0xffd166, 0xff8a8a};
constexpr Table print_codes{0xffffff, 0xffffff, 0xf4f4f4, 0xd4d8dd, 0x000000,
                            0x404850, 0x50585f, 0x000000, 0x7a5600, 0xb71c1c};

}  // namespace

const char* role_name(Role role) {
  static constexpr std::array<const char*, role_count> names{
      "ground", "panel", "raised", "line", "text", "muted", "dim", "accent", "warn", "bad"};
  return names[static_cast<std::size_t>(role)];
}

Colour Colour::of(Role role, double alpha) {
  Colour colour;
  colour.role = role;
  colour.alpha = alpha;
  return colour;
}

Colour Colour::of_contender(int index, double alpha) {
  Colour colour;
  colour.kind = Kind::contender;
  colour.contender = index;
  colour.alpha = alpha;
  return colour;
}

Colour Colour::fixed(Rgba rgba, double alpha) {
  Colour colour;
  colour.kind = Kind::fixed;
  colour.rgba = rgba;
  colour.alpha = alpha;
  return colour;
}

Colour Colour::faded(double factor) const {
  Colour colour = *this;
  colour.alpha *= factor;
  return colour;
}

Rgba Theme::resolve(const Colour& colour) const {
  Rgba result = colour.rgba;
  if (colour.kind == Colour::Kind::role) result = (*this)[colour.role];
  if (colour.kind == Colour::Kind::contender && !contenders.empty()) {
    const auto count = static_cast<int>(contenders.size());
    result = contenders[static_cast<std::size_t>(((colour.contender % count) + count) % count)];
  }
  const double alpha = std::clamp(colour.alpha, 0.0, 1.0) * result.a;
  result.a = static_cast<std::uint8_t>(std::lround(alpha));
  return result;
}

const Theme& dark_theme() {
  static const Theme theme = make("dark", true, dark_codes, contender_palette());
  return theme;
}

const Theme& light_theme() {
  static const Theme theme = make("light", false, light_codes, palette_on(hex(0xffffff)));
  return theme;
}

const Theme& high_contrast_theme() {
  static const Theme theme = make("high contrast", true, contrast_codes, contender_palette());
  return theme;
}

const Theme& print_theme() {
  static const Theme theme = make("print", false, print_codes, palette_on(hex(0xffffff)));
  return theme;
}

std::vector<std::string> theme_names() { return {"dark", "light", "high contrast", "print"}; }

const Theme& theme_named(const std::string& name) {
  for (const Theme* theme :
       {&dark_theme(), &light_theme(), &high_contrast_theme(), &print_theme()}) {
    if (theme->name == name) return *theme;
  }
  throw BadInput("There is no theme '" + name + "'.", "theme",
                 "Choose dark, light, high contrast or print.");
}

double contrast(Rgba a, Rgba b) {
  const double first = luminance(a), second = luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

Rgba darkened_to(Rgba colour, Rgba on, double ratio) {
  // Scaling linear light keeps hue and saturation, and scales the luminance by the same factor.
  const double bound = (luminance(on) + 0.05) / ratio - 0.05;
  const double now = luminance(colour);
  if (now <= bound || now <= 0) return colour;
  const double factor = std::max(0.0, bound) / now;
  return {to_channel(factor * to_linear(colour.r)), to_channel(factor * to_linear(colour.g)),
          to_channel(factor * to_linear(colour.b)), colour.a};
}

const std::vector<Rgba>& contender_palette() {
  static const std::vector<Rgba> palette{hex(0x4cc2a8), hex(0xf2a65a), hex(0x7aa2f7),
                                         hex(0xe26d8f), hex(0xc3d35a), hex(0xb48ef0),
                                         hex(0x8fd3ff), hex(0xd0a98f)};
  return palette;
}

const char* marker_name(MarkerShape shape) {
  static constexpr std::array<const char*, 8> names{"circle", "square", "triangle", "diamond",
                                                    "cross",  "plus",   "star",     "ring"};
  return names[static_cast<std::size_t>(shape)];
}

std::vector<double> contender_dash(int index) {
  static const std::vector<std::vector<double>> dashes{
      {}, {7, 3}, {2, 3}, {8, 3, 2, 3}, {12, 4}, {4, 2, 4, 6}, {2, 6}, {12, 3, 2, 3, 2, 3}};
  return dashes[static_cast<std::size_t>(index) % dashes.size()];
}

MarkerShape contender_marker(int index) {
  return static_cast<MarkerShape>(static_cast<std::size_t>(index) % 8);
}

}  // namespace thalweg
