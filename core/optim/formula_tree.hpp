// The parsed form of a formula.
#pragma once

#include <vector>

#include "core/optim/formula.hpp"

namespace thalweg::optim {

/// One term. Which fields count depends on `kind`.
struct Term {
  enum class Kind {
    number,    ///< value
    variable,  ///< index: which coordinate
    element,   ///< x[terms[0]]
    counter,   ///< the index of the sum around it
    size,      ///< n
    negative,  ///< − terms[0]
    binary,    ///< terms[0] name[0] terms[1]
    call,      ///< name(terms…)
    series     ///< name(counter = terms[0] .. terms[1], terms[2])
  };
  Kind kind = Kind::number;
  double value = 0;
  std::size_t index = 0;
  std::string name;
  std::vector<Term> terms;
  int column = 0;  ///< where it stands, in characters from 1
};

struct Formula::Parsed {
  std::vector<std::string> variables;
  bool indexed = false;
  int variables_column = 1;  ///< of the first variable in 'f(x, y) =', else of the formula
  Term body;
  std::vector<Term> ends;  ///< of 'on [lo, hi]': none, or both
};

/// A complaint about the formula at a column.
[[noreturn]] void formula_error(const std::string& what, int column, const std::string& cure = {});

Formula::Parsed parse_formula(std::string_view text);

/// The functions of one or two arguments, sorted.
const std::vector<std::string>& formula_functions();
/// How many arguments a function takes; 0 for a name that is none.
std::size_t formula_arity(const std::string& name);

}  // namespace thalweg::optim
