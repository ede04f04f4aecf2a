// Interpreters for tests that talk to a program.
#pragma once

#include <cstdlib>
#include <string>

namespace thalweg::test {

/// A Python with this module; empty without one.
inline std::string python_with(const std::string& module) {
  for (const char* const program : {"python3", "/usr/bin/python3"}) {
    const std::string command =
        std::string(program) + " -c 'import " + module + "' >/dev/null 2>&1";
    if (std::system(command.c_str()) == 0) return program;
  }
  return {};
}

}  // namespace thalweg::test
