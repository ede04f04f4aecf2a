// The three kinds of exception. Numerical trouble is an Outcome, never one of these.
#pragma once

#include <stdexcept>
#include <string>

namespace thalweg {

/// What went wrong, where, and how to cure it, for a person to read.
class Error : public std::runtime_error {
 public:
  Error(std::string what, std::string where, std::string cure);
  const std::string& problem() const { return problem_; }
  const std::string& where() const { return where_; }
  const std::string& cure() const { return cure_; }

 private:
  std::string problem_, where_, cure_;
};

/// A value, parameter or input that a person gave cannot be used.
class BadInput : public Error {
 public:
  explicit BadInput(std::string what, std::string where = {}, std::string cure = {});
};

/// A file cannot be read, understood or written. `where` names the file.
class BadFile : public BadInput {
 public:
  using BadInput::BadInput;
};

/// A mistake of the programmer; costs one run, never the session.
class Internal : public Error {
 public:
  explicit Internal(std::string what, std::string where = {});
};

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace thalweg

/// Always on: throws Internal when `condition` is false.
#define THALWEG_ASSERT(condition)                                  \
  do {                                                             \
    if (!(condition)) {                                            \
      ::thalweg::assertion_failed(#condition, __FILE__, __LINE__); \
    }                                                              \
  } while (false)
