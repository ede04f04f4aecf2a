// Colours by role, resolved when a scene is painted, and how contenders differ without hue.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace thalweg {

/// sRGB, 8 bits a channel, alpha not premultiplied.
struct Rgba {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;
  bool operator==(const Rgba&) const = default;
};

/// What a colour is for; a Theme says which colour that is.
enum class Role : std::uint8_t { ground, panel, raised, line, text, muted, dim, accent, warn, bad };
inline constexpr std::size_t role_count = 10;
const char* role_name(Role role);

/// A theme role, a contender's colour or a fixed colour, with an opacity on top.
struct Colour {
  enum class Kind : std::uint8_t { role, contender, fixed };
  Kind kind = Kind::role;
  Role role = Role::text;
  int contender = 0;
  Rgba rgba;
  double alpha = 1;

  static Colour of(Role role, double alpha = 1);
  static Colour of_contender(int index, double alpha = 1);
  static Colour fixed(Rgba rgba, double alpha = 1);
  /// The same colour with its opacity multiplied.
  Colour faded(double factor) const;
  bool operator==(const Colour&) const = default;
};

struct Theme {
  std::string name;
  bool dark = true;
  std::array<Rgba, role_count> roles;
  std::vector<Rgba> contenders;

  Rgba operator[](Role role) const { return roles[static_cast<std::size_t>(role)]; }
  Rgba resolve(const Colour& colour) const;
};

const Theme& dark_theme();
const Theme& light_theme();
const Theme& high_contrast_theme();
/// Light on white, for exports.
const Theme& print_theme();
/// "dark", "light", "high contrast", "print". Throws BadInput with the known names.
const Theme& theme_named(const std::string& name);
std::vector<std::string> theme_names();

/// WCAG 2 contrast ratio of two opaque colours, 1 … 21.
double contrast(Rgba a, Rgba b);
/// `colour` with its hue kept and its lightness lowered until contrast(·, on) ≥ `ratio`.
Rgba darkened_to(Rgba colour, Rgba on, double ratio);
/// The eight contender colours as declared, for dark backgrounds.
const std::vector<Rgba>& contender_palette();

enum class MarkerShape : std::uint8_t {
  circle,
  square,
  triangle,
  diamond,
  cross,
  plus,
  star,
  ring
};
const char* marker_name(MarkerShape shape);
/// Dash lengths in px (empty = solid) and marker of contender `index`, used when patterns are on.
std::vector<double> contender_dash(int index);
MarkerShape contender_marker(int index);

}  // namespace thalweg
