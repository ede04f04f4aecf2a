// How symbols are set: their class, slant and limits.
#include "ui/panels/formula_symbols.hpp"

#include <algorithm>
#include <array>

#include "core/figure/symbols.hpp"

namespace thalweg::ui::formula {
namespace {

constexpr auto ord = Class::ordinary;
constexpr auto op = Class::op;
constexpr auto bin = Class::binary;
constexpr auto rel = Class::relation;
constexpr auto it = Ink::italic;
constexpr auto up = Ink::upright;
constexpr auto large = Ink::large;

/// How a command is set, where it is not ordinary and upright.
struct Role {
  std::string_view command;
  Class role = Class::ordinary;
  Ink ink = Ink::upright;
  bool limits = false;
};

constexpr std::array roles{
    Role{"alpha", ord, it},
    Role{"beta", ord, it},
    Role{"gamma", ord, it},
    Role{"delta", ord, it},
    Role{"epsilon", ord, it},
    Role{"varepsilon", ord, it},
    Role{"zeta", ord, it},
    Role{"eta", ord, it},
    Role{"theta", ord, it},
    Role{"iota", ord, it},
    Role{"kappa", ord, it},
    Role{"lambda", ord, it},
    Role{"mu", ord, it},
    Role{"nu", ord, it},
    Role{"xi", ord, it},
    Role{"pi", ord, it},
    Role{"rho", ord, it},
    Role{"sigma", ord, it},
    Role{"tau", ord, it},
    Role{"upsilon", ord, it},
    Role{"phi", ord, it},
    Role{"varphi", ord, it},
    Role{"chi", ord, it},
    Role{"psi", ord, it},
    Role{"omega", ord, it},
    Role{"hbar", ord, it},
    Role{"sum", op, large, true},
    Role{"prod", op, large, true},
    Role{"int", op, large},
    Role{"oint", op, large},
    Role{"bigcup", op, large, true},
    Role{"bigcap", op, large, true},
    Role{"bigoplus", op, large, true},
    Role{"bigotimes", op, large, true},
    Role{"min", op, up, true},
    Role{"max", op, up, true},
    Role{"inf", op, up, true},
    Role{"sup", op, up, true},
    Role{"lim", op, up, true},
    Role{"liminf", op, up, true},
    Role{"limsup", op, up, true},
    Role{"argmin", op, up, true},
    Role{"argmax", op, up, true},
    Role{"arg", op},
    Role{"log", op},
    Role{"ln", op},
    Role{"exp", op},
    Role{"sin", op},
    Role{"cos", op},
    Role{"tan", op},
    Role{"sinh", op},
    Role{"cosh", op},
    Role{"tanh", op},
    Role{"det", op},
    Role{"dim", op},
    Role{"ker", op},
    Role{"diag", op},
    Role{"tr", op},
    Role{"Tr", op},
    Role{"rank", op},
    Role{"sign", op},
    Role{"Pr", op},
    Role{"cdot", bin},
    Role{"times", bin},
    Role{"div", bin},
    Role{"pm", bin},
    Role{"mp", bin},
    Role{"circ", bin},
    Role{"star", bin},
    Role{"ast", bin},
    Role{"otimes", bin},
    Role{"odot", bin},
    Role{"oplus", bin},
    Role{"ominus", bin},
    Role{"cup", bin},
    Role{"cap", bin},
    Role{"setminus", bin},
    Role{"wedge", bin},
    Role{"vee", bin},
    Role{"le", rel},
    Role{"leq", rel},
    Role{"ge", rel},
    Role{"geq", rel},
    Role{"ll", rel},
    Role{"gg", rel},
    Role{"ne", rel},
    Role{"neq", rel},
    Role{"approx", rel},
    Role{"equiv", rel},
    Role{"sim", rel},
    Role{"simeq", rel},
    Role{"cong", rel},
    Role{"propto", rel},
    Role{"in", rel},
    Role{"notin", rel},
    Role{"ni", rel},
    Role{"subset", rel},
    Role{"subseteq", rel},
    Role{"supset", rel},
    Role{"perp", rel},
    Role{"mid", rel},
    Role{"parallel", rel},
    Role{"prec", rel},
    Role{"succ", rel},
    Role{"preceq", rel},
    Role{"succeq", rel},
    Role{"to", rel},
    Role{"rightarrow", rel},
    Role{"leftarrow", rel},
    Role{"gets", rel},
    Role{"leftrightarrow", rel},
    Role{"mapsto", rel},
    Role{"Rightarrow", rel},
    Role{"Leftarrow", rel},
    Role{"Leftrightarrow", rel},
    Role{"iff", rel},
    Role{"langle", Class::open},
    Role{"rangle", Class::close},
    Role{"lVert", Class::open},
    Role{"rVert", Class::close},
    Role{"lvert", Class::open},
    Role{"rvert", Class::close},
    Role{"lceil", Class::open},
    Role{"rceil", Class::close},
    Role{"lfloor", Class::open},
    Role{"rfloor", Class::close},
    Role{"lbrace", Class::open},
    Role{"rbrace", Class::close},
    Role{"colon", Class::punctuation},
};

}  // namespace

std::optional<Symbol> find_symbol(std::string_view command) {
  const std::string_view text = symbol_text(command);
  if (text.empty()) return std::nullopt;
  const auto found = std::find_if(roles.begin(), roles.end(),
                                  [&](const Role& one) { return one.command == command; });
  if (found == roles.end()) return Symbol{text};
  return Symbol{text, found->role, found->ink, found->limits};
}

}  // namespace thalweg::ui::formula
